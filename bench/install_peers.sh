#!/usr/bin/env bash
# Installs the Python libraries that the benchmarks compare with, into .services/bench-venv (not committed).
set -euo pipefail
cd "$(dirname "$0")/.."
python3 -m venv .services/bench-venv
.services/bench-venv/bin/python -m pip install --quiet --disable-pip-version-check orjson==3.13.0 ijson==3.6.0 pandas==3.1.1 duckdb==2.0.0 tiktoken==0.14.0 boto3==1.44.5
.services/bench-venv/bin/python -c 'import orjson, ijson, pandas, duckdb; print("orjson", orjson.__version__, "ijson", ijson.__version__, ijson.backend, "pandas", pandas.__version__, "duckdb", duckdb.__version__)'

"""Reads a conversations.json in Python with orjson.

The work and the output are those of chatgpt_json_load.py.

    bash bench/install_peers.sh
    .services/bench-venv/bin/python bench/peers/orjson_walk.py conversations.json
"""

import orjson

from chatgpt_walk import measure


def read(path):
    with open(path, "rb") as file:
        return orjson.loads(file.read())


if __name__ == "__main__":
    measure("python orjson", read)

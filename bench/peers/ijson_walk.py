"""Reads a conversations.json as a stream in Python with ijson, one conversation at a time.

The work and the output are those of chatgpt_json_load.py.

    bash bench/install_peers.sh
    .services/bench-venv/bin/python bench/peers/ijson_walk.py conversations.json
"""

import ijson

from chatgpt_walk import measure


def read(path):
    with open(path, "rb") as file:
        yield from ijson.items(file, "item", use_float=True)


if __name__ == "__main__":
    measure(f"python ijson ({ijson.backend})", read)

"""Reads a conversations.json in Python with orjson.

The work and the output are those of chatgpt_json_load.py.

    bash bench/install_peers.sh
    .services/bench-venv/bin/python bench/peers/orjson_walk.py conversations.json
"""

import json
import os
import resource
import sys
import time

import orjson

from chatgpt_json_load import thread


def main(path):
    started = time.perf_counter()
    with open(path, "rb") as file:
        conversations = orjson.loads(file.read())
    parsed = time.perf_counter()
    messages = characters = 0
    for conversation in conversations:
        for _, _, text in thread(conversation):
            messages += 1
            characters += len(text)
    seconds = time.perf_counter() - started
    size = os.path.getsize(path)
    print(json.dumps({
        "contender": "python orjson",
        "conversations": len(conversations),
        "threadMessages": messages,
        "threadCharacters": characters,
        "bytes": size,
        "parseSeconds": round(parsed - started, 3),
        "seconds": round(seconds, 3),
        "megabytesPerSecond": round(size / 1e6 / seconds, 1),
        "peakRssMegabytes": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
    }))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: orjson_walk.py conversations.json")
    main(sys.argv[1])

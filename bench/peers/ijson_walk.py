"""Reads a conversations.json as a stream in Python with ijson, one conversation at a time.

The work and the output are those of chatgpt_json_load.py.

    bash bench/install_peers.sh
    .services/bench-venv/bin/python bench/peers/ijson_walk.py conversations.json
"""

import json
import os
import resource
import sys
import time

import ijson

from chatgpt_json_load import thread


def main(path):
    started = time.perf_counter()
    count = messages = characters = 0
    with open(path, "rb") as file:
        for conversation in ijson.items(file, "item", use_float=True):
            count += 1
            for _, _, text in thread(conversation):
                messages += 1
                characters += len(text)
    seconds = time.perf_counter() - started
    size = os.path.getsize(path)
    print(json.dumps({
        "contender": f"python ijson ({ijson.backend})",
        "conversations": count,
        "threadMessages": messages,
        "threadCharacters": characters,
        "bytes": size,
        "seconds": round(seconds, 3),
        "megabytesPerSecond": round(size / 1e6 / seconds, 1),
        "peakRssMegabytes": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
    }))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: ijson_walk.py conversations.json")
    main(sys.argv[1])

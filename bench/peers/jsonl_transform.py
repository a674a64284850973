"""Small records of a JSONL file through three transforms into another, as a peer for measurements.

    python3 bench/peers/jsonl_transform.py records.jsonl out.jsonl
"""

import json
import sys
import time


def trim(record):
    return {**record, "text": record["text"].strip()}


def count_words(record):
    return {**record, "words": len(record["text"].split(" "))}


def rename(record):
    return {"id": record["id"], "author": record["by"], "text": record["text"], "words": record["words"]}


def main(path, out):
    started = time.perf_counter()
    count = 0
    with open(path, encoding="utf-8") as lines, open(out, "w", encoding="utf-8") as file:
        for line in lines:
            record = rename(count_words(trim(json.loads(line))))
            file.write(json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n")
            count += 1
    seconds = time.perf_counter() - started
    print(json.dumps({"seconds": seconds, "records": count, "recordsPerSecond": count / seconds}))


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: jsonl_transform.py records.jsonl out.jsonl")
    main(sys.argv[1], sys.argv[2])

"""Reads a conversations.json the usual way in Python, as a peer for measurements.

Does the work of a reader: parses the file with json.load, walks each conversation's canonical thread (current_node,
then parents, reversed), joins the text parts of every message, and counts. Prints one JSON object.

    python3 bench/peers/chatgpt_json_load.py conversations.json
"""

import json

from chatgpt_walk import measure


def read(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


if __name__ == "__main__":
    measure("python json.load", read)

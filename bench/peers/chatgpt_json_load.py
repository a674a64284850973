"""Reads a conversations.json the usual way in Python, as a peer for measurements.

Does the work of a reader: parses the file with json.load, walks each conversation's canonical thread (current_node,
then parents, reversed), joins the text parts of every message, and counts. Prints one JSON object.

    python3 bench/peers/chatgpt_json_load.py conversations.json
"""

import json
import os
import resource
import sys
import time


def message_text(message):
    """The text of a message: its string parts joined, or its content's text."""
    content = message.get("content") or {}
    parts = content.get("parts")
    if isinstance(parts, list):
        return "".join(part for part in parts if isinstance(part, str))
    text = content.get("text")
    return text if isinstance(text, str) else ""


def thread(conversation):
    """The messages of the canonical thread, in order, as (id, role, text)."""
    mapping = conversation.get("mapping") or {}
    at = conversation.get("current_node")
    seen = set()
    messages = []
    while at in mapping and at not in seen:
        seen.add(at)
        node = mapping[at]
        message = node.get("message")
        if message:
            role = (message.get("author") or {}).get("role")
            messages.append((message.get("id"), role, message_text(message)))
        at = node.get("parent")
    messages.reverse()
    return messages


def main(path):
    started = time.perf_counter()
    with open(path, encoding="utf-8") as file:
        conversations = json.load(file)
    parsed = time.perf_counter()
    messages = characters = 0
    for conversation in conversations:
        for _, _, text in thread(conversation):
            messages += 1
            characters += len(text)
    seconds = time.perf_counter() - started
    size = os.path.getsize(path)
    print(json.dumps({
        "contender": "python json.load",
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
        sys.exit("usage: chatgpt_json_load.py conversations.json")
    main(sys.argv[1])

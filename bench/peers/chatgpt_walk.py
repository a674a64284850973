"""What the Python readers of a conversations.json share: the walk of its threads, its counts and its report."""

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


def measure(contender, read):
    """Walks what read(path) gives for the file that the command line names, and prints one JSON object."""
    if len(sys.argv) != 2:
        sys.exit(f"usage: {os.path.basename(sys.argv[0])} conversations.json")
    path = sys.argv[1]
    started = time.perf_counter()
    found = read(path)
    parsed = time.perf_counter()
    conversations = messages = characters = 0
    for conversation in found:
        conversations += 1
        for _, _, text in thread(conversation):
            messages += 1
            characters += len(text)
    seconds = time.perf_counter() - started
    size = os.path.getsize(path)
    print(json.dumps({
        "contender": contender,
        "conversations": conversations,
        "threadMessages": messages,
        "threadCharacters": characters,
        "bytes": size,
        **({"parseSeconds": round(parsed - started, 3)} if isinstance(found, list) else {}),
        "seconds": round(seconds, 3),
        "megabytesPerSecond": round(size / 1e6 / seconds, 1),
        "peakRssMegabytes": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
    }))

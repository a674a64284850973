"""Fine-tuning data of a Telegram export, as a Python program makes it: json, tiktoken, two files.

telegram_finetune.py result.json ranks.json name folder

`ranks.json` holds an encoding as tiktoken's packages carry it, so that nothing is fetched.
"""

import base64
import json
import sys
from datetime import datetime

import tiktoken

GAP, LEAST, MOST = 3600, 300, 800


def encoding(path):
    with open(path, encoding="utf-8") as file:
        data = json.load(file)
    ranks = {}
    for line in data["bpe_ranks"].splitlines():
        _, first, *tokens = line.split(" ")
        for i, token in enumerate(tokens):
            ranks[base64.b64decode(token)] = int(first) + i
    return tiktoken.Encoding("o200k_base", pat_str=data["pat_str"], mergeable_ranks=ranks, special_tokens={})


def said(chat, name):
    messages = []
    for message in chat["messages"]:
        parts, emoji = message.get("text_entities"), message.get("sticker_emoji")
        if not message.get("from") or not (parts or emoji):
            continue
        content = "".join(part["text"] for part in parts or []) + (emoji or "")
        role = "assistant" if message["from"] == name else "user"
        messages.append((datetime.fromisoformat(message["date"]), role, content.strip().replace("\n", " ")))
    return sorted(messages, key=lambda message: message[0])


def cut(messages, count):
    block, tokens, before = [], 0, None
    for message in messages:
        more = count(message[2])
        if block and not ((message[0] - before).total_seconds() <= GAP and tokens + more <= MOST):
            yield block, tokens
            block, tokens = [], 0
        block.append(message)
        tokens += more
        before = message[0]
    yield block, tokens


def merge(block):
    turns = []
    for moment, role, content in block:
        if turns and turns[-1]["role"] == role:
            turns[-1]["content"] += "\n>>> " + content
        else:
            turns.append({"timestamp": moment.isoformat(), "role": role, "content": ">>> " + content})
    return turns


def line(messages):
    bare = [{"role": one["role"], "content": one["content"]} for one in messages]
    return json.dumps({"messages": bare}, separators=(",", ":"), ensure_ascii=False)


def main(path, ranks, name, folder):
    tokenizer = encoding(ranks)
    with open(path, encoding="utf-8") as file:
        chats = json.load(file)["chats"]["list"]
    made, total = [], 0
    for chat in chats:
        if not chat.get("name") or chat.get("type") != "personal_chat":
            continue
        blocks = []
        for block, tokens in cut(said(chat, name), lambda text: len(tokenizer.encode_ordinary(text))):
            if block and LEAST <= tokens <= MOST:
                blocks.append({"messages": merge(block)})
                total += tokens
        if blocks:
            made.append({"contact_name": chat["name"], "chat_type": chat["type"], "num_blocks": len(blocks), "blocks": blocks})
    with open(folder + "/processed.json", "w", encoding="utf-8") as file:
        file.write(json.dumps(made, indent=2, ensure_ascii=False))
    with open(folder + "/train.jsonl", "w", encoding="utf-8") as file:
        file.write("\n".join(line(block["messages"]) for chat in made for block in chat["blocks"]))
    print(json.dumps({"blocks": sum(chat["num_blocks"] for chat in made), "tokens": total}))


main(*sys.argv[1:])

"""chats.csv and messages.csv out of source_chat_data.csv with pandas, as a peer for measurements.

    python3 bench/peers/pandas_chats.py source_chat_data.csv OUT

Both tables have all 47 columns. Metrics and the quality report are left out, which threadloom writes in its time.
"""

import json
import os
import sys
import time

import numpy as np
import pandas as pd

CHATS = (
    "locations,first name,user bypass messages limit,name,read only token,phone number,pois,is test chat,clientId,"
    "organizationConfigId,email,suborganization,provinces,starting domain,section type,is reviewed,limit messages case,"
    "sentiment,slug,is chat classified,ontraport update time,trip type,most relevant trip name,countries,chatId,"
    "email types,newsletter subscription time,language,last name,idle message sent time,resolution,token,"
    "subscription idle message sent time,is default chat,ontraport note id,actions,has email,most relevant brand name,"
    "created at,organizationId,recommendations cta url,updated at,idle email sent time,humanloop session id,"
    "defaultMessageId,is structured info extracted,cities"
).split(",")
MESSAGES = (
    "locations,messageSuborganization,user bypass messages limit,current brands,read only token,pois,is test chat,"
    "clientId,organizationConfigId,email,suborganization,provinces,role,starting domain,is reviewed,"
    "limit messages case,sentiment,intentType,slug,is chat classified,ontraport update time,trip type,regions,"
    "countries,chatId,newsletter subscription time,conversationLogType,language,idle message sent time,resolution,"
    "sk messageId,token,subscription idle message sent time,is default chat,messageId,categories,content,"
    "ontraport note id,created at,organizationId,updated at,idle email sent time,humanloop session id,"
    "defaultMessageId,is structured info extracted,themes,cities"
).split(",")
ARRAYS = set(
    "locations,pois,provinces,section type,trip type,countries,email types,actions,cities,regions,categories,themes"
    .split(",")
)
OWN = ["role", "conversationLogType", "sk messageId", "messageId", "content", "messageSuborganization", "intentType"]


def plain(name):
    return name.lower().replace("_", "").replace("-", "").replace(" ", "")


FIELDS = {plain(name): name for name in CHATS + MESSAGES}


def array(value):
    if value is None:
        return "[]"
    return json.dumps(value if isinstance(value, list) else [value], ensure_ascii=False, separators=(",", ":"))


def scalar(value):
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def main(path, out):
    started = time.perf_counter()
    os.makedirs(out, exist_ok=True)
    df = pd.read_csv(path, dtype=str, keep_default_na=False)
    df = df.assign(_at=df["updated_at"]).sort_values("_at", kind="stable")
    df = df.drop_duplicates("chat_id", keep="last").sort_index().reset_index(drop=True)

    logs = [json.loads(text) for text in df["conversation_log"]]
    infos = [{FIELDS.get(plain(key), key): value for key, value in json.loads(text).items()} for text in df["structured_info"]]

    def column(name):
        get = array if name in ARRAYS else scalar
        return [get(info.get(name)) for info in infos]

    made = {
        "chatId": df["chat_id"].str.strip(),
        "slug": df["slug"],
        "token": df["token"],
        "organizationId": df["organization_id"].str.strip(),
        "created at": df["created_at"],
        "updated at": df["updated_at"],
        "language": df["language"].str.split("-").str[0],
        "sentiment": df["sentiment"].str.strip(),
        "resolution": df["resolution"].str.strip(),
        "is test chat": df["is_test_chat"].replace({"": "false"}).str.lower(),
        "is structured info extracted": ["true" if any(info.values()) else "false" for info in infos],
        "is default chat": [
            "true" if log and all(m["type"] == "default" and m["role"] != "user" for m in log) else "false"
            for log in logs
        ],
        "defaultMessageId": [
            next((m["id"] for m in log if m["role"] == "assistant" and m["type"] == "default"), "") for log in logs
        ],
    }
    made["is chat classified"] = np.where((made["sentiment"] != "") | (made["resolution"] != ""), "true", "false")
    for name in CHATS + MESSAGES:
        if name not in made and name not in OWN:
            made[name] = column(name)
    names = [" ".join(filter(None, pair)) for pair in zip(made["first name"], made["last name"])]
    made["name"] = [name or other for name, other in zip(made["name"], names)]
    made["has email"] = np.where(pd.Series(made["email"]).str.contains("@", regex=False), "true", "false")
    chats = pd.DataFrame(made)
    chats[CHATS].to_csv(f"{out}/chats.csv", index=False, lineterminator="\n")

    lengths = np.array([len(log) for log in logs])
    rows = np.repeat(np.arange(len(chats)), lengths)
    flat = [m for log in logs for m in log]
    shared = [name for name in MESSAGES if name not in OWN]
    messages = chats[shared].take(rows).reset_index(drop=True)
    messages["role"] = [m["role"].strip().lower() for m in flat]
    messages["conversationLogType"] = [m.get("type") or "" for m in flat]
    messages["messageId"] = [m["id"] for m in flat]
    again = messages.groupby(["chatId", "messageId"]).cumcount()
    suffix = np.where(again > 0, "#" + (again + 1).astype(str), "")
    messages["sk messageId"] = messages["messageId"] + suffix
    messages["content"] = [m.get("content") or "" for m in flat]
    messages["messageSuborganization"] = [m.get("suborganization") or "" for m in flat]
    messages["intentType"] = [m.get("intentType") or "" for m in flat]
    messages[MESSAGES].to_csv(f"{out}/messages.csv", index=False, lineterminator="\n")

    seconds = time.perf_counter() - started
    print(json.dumps({"seconds": seconds, "chats": len(chats), "messages": len(messages)}))


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: pandas_chats.py source_chat_data.csv OUT")
    main(sys.argv[1], sys.argv[2])

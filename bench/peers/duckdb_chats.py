"""chats.csv and messages.csv out of source_chat_data.csv with DuckDB, as a peer for measurements.

    python3 bench/peers/duckdb_chats.py source_chat_data.csv OUT

Both tables have all 47 columns. Fields of structured_info are found by the two spellings that the input uses, not by
any; ids that come twice in a chat are not told apart; metrics and the quality report are left out.
"""

import json
import os
import sys
import time

import duckdb

from pandas_chats import ARRAYS, CHATS, MESSAGES

SPELLINGS = {"most relevant brand name": "mostRelevantBrandName", "trip type": "trip_type"}
FROM_INPUT = {
    "chatId": "trim(chat_id)",
    "slug": "slug",
    "token": "token",
    "organizationId": "trim(organization_id)",
    "created at": "created_at",
    "updated at": "updated_at",
    "language": "split_part(language, '-', 1)",
    "sentiment": "trim(sentiment)",
    "resolution": "trim(resolution)",
    "is test chat": "CASE is_test_chat WHEN '' THEN 'false' ELSE lower(is_test_chat) END",
    "is chat classified": "CASE WHEN sentiment <> '' OR resolution <> '' THEN 'true' ELSE 'false' END",
    "is structured info extracted": "CASE WHEN structured_info IN ('', '{}') THEN 'false' ELSE 'true' END",
    "is default chat": "CASE WHEN len(log) > 0 AND len(list_filter(log, lambda m: m.type <> 'default' OR m.role = 'user')) = 0 "
    "THEN 'true' ELSE 'false' END",
    "defaultMessageId": "coalesce(list_filter(log, lambda m: m.role = 'assistant' AND m.type = 'default')[1].id, '')",
}
OF_MESSAGE = {
    "role": "lower(trim(m.role))",
    "conversationLogType": "coalesce(m.type, '')",
    "sk messageId": "m.id",
    "messageId": "m.id",
    "content": "coalesce(m.content, '')",
    "messageSuborganization": "''",
    "intentType": "''",
}


def column(name):
    if name in FROM_INPUT:
        return FROM_INPUT[name]
    key = SPELLINGS.get(name, name).replace("'", "''")
    if name in ARRAYS:
        text = f"CAST(structured_info -> '$.\"{key}\"' AS VARCHAR)"
        return f"CASE WHEN {text} IS NULL THEN '[]' WHEN {text} LIKE '[%' THEN {text} ELSE '[' || {text} || ']' END"
    value = f"coalesce(structured_info ->> '$.\"{key}\"', '')"
    if name == "name":
        return "trim(coalesce(structured_info ->> '$.\"first name\"', '') || ' ' || coalesce(structured_info ->> '$.\"last name\"', ''))"
    if name == "has email":
        return "CASE WHEN contains(coalesce(structured_info ->> '$.email', ''), '@') THEN 'true' ELSE 'false' END"
    return value


def main(path, out):
    started = time.perf_counter()
    os.makedirs(out, exist_ok=True)
    db = duckdb.connect()
    db.execute("SET preserve_insertion_order = true")
    shape = json.dumps([{"id": "VARCHAR", "role": "VARCHAR", "type": "VARCHAR", "content": "VARCHAR"}])
    db.execute(
        f"""CREATE TABLE source AS SELECT *, from_json(conversation_log, '{shape}') AS log FROM (
            SELECT *, row_number() OVER () AS n FROM read_csv(?, all_varchar = true, header = true, quote = '"',
            escape = '"', max_line_size = 60000000) ) QUALIFY row_number() OVER (PARTITION BY chat_id ORDER BY updated_at DESC, n DESC) = 1
            ORDER BY n""",
        [path],
    )
    select = ", ".join(f'{column(name)} AS "{name}"' for name in CHATS)
    db.execute(f"COPY (SELECT {select} FROM source ORDER BY n) TO '{out}/chats.csv' (HEADER, DELIMITER ',')")
    select = ", ".join(f'{OF_MESSAGE.get(name) or column(name)} AS "{name}"' for name in MESSAGES)
    db.execute(
        f"COPY (SELECT {select} FROM (SELECT *, unnest(log) AS m FROM source)) TO '{out}/messages.csv' (HEADER, DELIMITER ',')"
    )
    chats, messages = db.execute("SELECT count(*), sum(len(log)) FROM source").fetchone()
    seconds = time.perf_counter() - started
    print(json.dumps({"seconds": seconds, "chats": chats, "messages": int(messages)}))


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: duckdb_chats.py source_chat_data.csv OUT")
    main(sys.argv[1], sys.argv[2])

"""Puts messages into a new DynamoDB table with boto3's batch_writer: boto3_batch_writer.py ENDPOINT MESSAGES

The items are of the same number, names and sizes as those that threadloom writes for them: ten messages and one that
tells about their conversation. Time is taken around the writing.
"""
import hashlib
import json
import random
import resource
import sys
import time
import uuid

import boto3

ENDPOINT, COUNT = sys.argv[1], int(sys.argv[2])
PER_CONVERSATION = 10
WORDS = "loom thread weave warp weft cloth dye wool linen shuttle pattern edge knot spin card felt".split()


def items():
    for number in range(COUNT // PER_CONVERSATION):
        at = 1_700_000_000_000 + number * 1_000
        chance = random.Random(number)
        for i in range(PER_CONVERSATION):
            content = " ".join(chance.choices(WORDS, k=140))
            digest = hashlib.sha256(content.encode()).hexdigest()[:32]
            item = {
                "ConversationID": f"CONV#conversation-{number}",
                "ItemType": f"MSG#message-{number}-{i}",
                "Author": "user" if i % 2 == 0 else "assistant",
                "Timestamp": at + i,
                "Content": content,
                "Position": i,
                "ContentHash": digest,
                "Checksum": digest[:16],
            }
            if i > 0:
                item["ParentId"] = f"message-{number}-{i - 1}"
            if i % 2 == 1:
                item["Model"] = "loom-1"
            yield item
        yield {
            "ConversationID": f"CONV#conversation-{number}",
            "ItemType": "METADATA",
            "Title": f"Talk {number}",
            "Source": "bench",
            "CreatedAt": at,
            "UpdatedAt": at + 9,
            "Model": "loom-1",
            "MessageCount": PER_CONVERSATION,
            "BranchMessageCount": 0,
            "AssetCount": 0,
            "ContentHash": digest,
            "Checksum": digest[:16],
            "Version": 1,
        }


dynamodb = boto3.resource(
    "dynamodb",
    endpoint_url=ENDPOINT,
    region_name="us-east-1",
    aws_access_key_id="local",
    aws_secret_access_key="local",
)
table = dynamodb.create_table(
    TableName=f"threadloom-bench-{uuid.uuid4()}",
    KeySchema=[
        {"AttributeName": "ConversationID", "KeyType": "HASH"},
        {"AttributeName": "ItemType", "KeyType": "RANGE"},
    ],
    AttributeDefinitions=[
        {"AttributeName": "ConversationID", "AttributeType": "S"},
        {"AttributeName": "ItemType", "AttributeType": "S"},
    ],
    BillingMode="PAY_PER_REQUEST",
)
table.wait_until_exists()
made = list(items())


def used():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


before, started = used(), time.perf_counter()
with table.batch_writer() as batch:
    for item in made:
        batch.put_item(Item=item)
seconds, cpu = time.perf_counter() - started, used() - before
table.delete()
print(json.dumps({"seconds": seconds, "cpuSeconds": cpu, "items": len(made)}))

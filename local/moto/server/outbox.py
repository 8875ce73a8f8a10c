"""What SNS does that only the local AWS can: messages for functions, and lines for its logs of deliveries.

They are kept here until the local AWS takes them (local/services/sns), which asks after each Publish until nothing is left.
Source: the SNS developer guide, "Message delivery status" and "Fanout to Lambda functions".
"""

import json
import random
import threading
import time
import uuid

import topics

_items = []
_lock = threading.Lock()

PROTOCOLS = {"http": "HTTP", "https": "HTTP", "sqs": "SQS", "lambda": "Lambda"}


def put(item):
    with _lock:
        _items.append(item)


def _take():
    with _lock:
        taken = list(_items)
        _items.clear()
        return taken


def log(subscription, message_id, body, *, well, attempts, status=None, response="", began=None):
    """Keeps what became of a delivery, and the line that SNS writes of it where its topic has it write one."""
    put({"kind": "delivery", "topic": subscription.topic.arn, "well": well})
    kept = topics.kept(subscription.topic)
    protocol = PROTOCOLS.get(subscription.protocol)
    role = kept.get(f"{protocol}{'Success' if well else 'Failure'}FeedbackRoleArn")
    if not role:
        return
    rate = int(kept.get(f"{protocol}SuccessFeedbackSampleRate") or 0)
    if well and random.random() * 100 >= rate:
        return
    import hashlib
    from datetime import datetime, timezone

    took = int((time.monotonic() - began) * 1000) if began is not None else 0
    now = datetime.now(timezone.utc).strftime("%Y-%m-%d %H:%M:%S.%f")[:-3]
    line = {
        "notification": {
            "messageMD5Sum": hashlib.md5(body.encode()).hexdigest(),
            "messageId": message_id,
            "topicArn": subscription.topic.arn,
            "timestamp": now,
        },
        "delivery": {
            "deliveryId": str(uuid.uuid4()),
            "destination": subscription.endpoint,
            **({"providerResponse": response[:500]} if response else {}),
            "dwellTimeMs": took,
            "attempts": attempts,
            **({"statusCode": status} if status else {}),
        },
        "status": "SUCCESS" if well else "FAILURE",
    }
    _, _, _, region, account, name = subscription.topic.arn.split(":")
    group = f"sns/{region}/{account}/{name}{'' if well else '/Failure'}"
    put({"kind": "log", "role": role, "group": group, "region": region, "line": json.dumps(line)})


def _answer(request, full_url, headers):
    import http_deliveries

    # First: what ends after is among the items of the next answer.
    count = http_deliveries.under_way()
    return 200, {"content-type": "application/json"}, json.dumps({"count": count, "items": _take()})


def _failed(request, full_url, headers):
    """A function that could not be invoked: told by the local AWS, so that the message is given up."""
    import http_deliveries
    from moto.sns.models import sns_backends

    told = json.loads(request.data)
    _, _, _, region, account, *_ = told["subscription"].split(":")
    subscription = sns_backends[account][region].subscriptions.get(told["subscription"])
    if subscription is not None:
        http_deliveries.give_up(subscription, told["body"], told.get("status"), told["reason"])
        log(
            subscription,
            told["messageId"],
            told["body"],
            well=False,
            attempts=1,
            status=told.get("status"),
            response=told["reason"],
        )
    return 200, {"content-type": "application/json"}, "{}"


def install() -> None:
    from moto.moto_api._internal.urls import url_paths

    url_paths["{0}/moto-api/headrace/outbox$"] = _answer
    url_paths["{0}/moto-api/headrace/outbox/failed$"] = _failed

"""Posts to HTTP(S) subscribers, as SNS does: past the publisher, tried again by the delivery policy, then given up.

Source: the SNS developer guide, "Message delivery retries" and "Dead-letter queues".
"""

import heapq
import itertools
import json
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import outbox
import topics

# A second of a delivery policy, in seconds of ours: what fails is to be seen soon.
SCALE = 1 / 20
# SNS gives up after this many seconds of its own, whatever the policy says.
MOST = 3600
TIMEOUT = 15
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}

_under_way = 0
_waiting = []
_order = itertools.count()
_changed = threading.Condition()
_workers = ThreadPoolExecutor(max_workers=32, thread_name_prefix="deliveries")


def under_way():
    with _changed:
        return _under_way


def pauses(policy):
    """Seconds of SNS's between the tries of a retry policy, phase by phase."""
    at_once, at_least, at_most = (
        int(policy[name] or 0) for name in ("numNoDelayRetries", "numMinDelayRetries", "numMaxDelayRetries")
    )
    low, high = float(policy["minDelayTarget"]), float(policy["maxDelayTarget"])
    between = max(0, int(policy["numRetries"]) - at_once - at_least - at_most)
    curve = {
        "linear": lambda part: part,
        "arithmetic": lambda part: part * part,
        "geometric": lambda part: (2**part - 1),
        "exponential": lambda part: (10**part - 1) / 9,
    }[policy.get("backoffFunction") or "linear"]
    steps = [low + (high - low) * curve(n / max(1, between - 1)) for n in range(between)]
    total = 0
    for pause in [0.0] * at_once + [low] * at_least + steps + [high] * at_most:
        total += pause
        if total > MOST:
            return
        yield pause


def _attempt(subscription, body, headers):
    """The status that the subscriber answers with, and None; or None and why there is none."""
    import requests

    loopback = urlsplit(subscription.endpoint).hostname in _LOOPBACK
    with requests.Session() as session:
        # No proxy is asked for this machine, and nobody issues it a certificate.
        session.trust_env = not loopback
        try:
            answer = session.post(
                subscription.endpoint,
                data=body.encode(),
                headers=headers,
                timeout=TIMEOUT,
                allow_redirects=False,
                verify=not loopback,
            )
            return answer.status_code, None
        except requests.RequestException as error:
            return None, str(error)


def give_up(subscription, body, status, reason):
    """Puts a message into the dead-letter queue of its subscription, where there is one."""
    policy = subscription.attributes.get("RedrivePolicy")
    target = json.loads(policy).get("deadLetterTargetArn") if policy else None
    if not target:
        return
    from moto.sqs.models import sqs_backends

    attributes = {
        "RequestID": str(uuid.uuid4()),
        "ErrorCode": str(status) if status else "ClientError",
        "ErrorMessage": reason or f"The endpoint answered with status {status}.",
    }
    _, _, _, region, account, name = target.split(":")
    fifo = {"group_id": subscription.arn[-100:], "deduplication_id": str(uuid.uuid4())} if name.endswith(".fifo") else {}
    sqs_backends[account][region].send_message(
        name,
        body,
        message_attributes={
            key: {"DataType": "String", "StringValue": value[:500]} for key, value in attributes.items()
        },
        **fifo,
    )


def _try(subscription, body, headers, left, tried, began):
    done = True
    try:
        status, reason = _attempt(subscription, body, headers)
        tried += 1

        def tell(well):
            if headers["x-amz-sns-message-type"] == "Notification":
                outbox.log(
                    subscription,
                    headers["x-amz-sns-message-id"],
                    body,
                    well=well,
                    attempts=tried,
                    status=status,
                    response=reason or "",
                    began=began,
                )

        if status is not None and 200 <= status < 300:
            tell(True)
            return
        # SNS takes any other answer below 500 as final, except 429.
        again = status is None or status == 429 or status >= 500
        pause = next(left, None) if again else None
        if pause is None:
            give_up(subscription, body, status, reason)
            tell(False)
            return
        done = False
        _later(pause * SCALE, subscription, body, headers, left, tried, began)
    finally:
        if done:
            _finished()


def _finished():
    global _under_way
    with _changed:
        _under_way -= 1


def _later(pause, *what):
    with _changed:
        heapq.heappush(_waiting, (time.monotonic() + pause, next(_order), what))
        _changed.notify()


def _hand_out():
    while True:
        with _changed:
            while not _waiting or _waiting[0][0] > time.monotonic():
                _changed.wait(_waiting[0][0] - time.monotonic() if _waiting else None)
            what = heapq.heappop(_waiting)[2]
        _workers.submit(_try, *what)


def deliver(subscription, kind, message_id, body, raw=False):
    """Posts a message, past the caller. `kind` is the value of x-amz-sns-message-type."""
    global _under_way
    policy = topics.subscription_policy(subscription)
    headers = {
        "Content-Type": policy["requestPolicy"]["headerContentType"],
        "User-Agent": "Amazon Simple Notification Service Agent",
        "x-amz-sns-message-type": kind,
        "x-amz-sns-message-id": message_id,
        "x-amz-sns-topic-arn": subscription.topic.arn,
    }
    if kind != "SubscriptionConfirmation":
        headers["x-amz-sns-subscription-arn"] = subscription.arn
    if raw:
        headers["x-amz-sns-rawdelivery"] = "true"
    with _changed:
        _under_way += 1
    _later(0, subscription, body, headers, pauses(policy["healthyRetryPolicy"]), 0, time.monotonic())


def install() -> None:
    import urllib3

    urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)
    threading.Thread(target=_hand_out, daemon=True).start()

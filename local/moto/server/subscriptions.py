"""moto's deliveries to HTTP(S) subscribers, as SNS makes them.

moto posts while the publisher waits, once and without SNS's headers: a subscriber that is down fails the publisher. Here each
delivery has a thread of its own, is tried again, and ends in the subscription's dead-letter queue where it has one.
Source: the SNS developer guide, "Message delivery retries" and "HTTP/HTTPS headers".
"""

import json
import threading
import time

# Between tries. SNS goes on for most of an hour; here as with queues, what fails is to be seen soon.
PAUSES = (1, 2, 4)
TIMEOUT = 15


def _accepted(subscription, body, headers):
    """True or False as the subscriber answered; None where it is worth another try."""
    import requests

    try:
        answer = requests.post(
            subscription.endpoint, data=body.encode(), headers=headers, timeout=TIMEOUT
        )
    except requests.RequestException:
        return None
    if answer.ok:
        return True
    return None if answer.status_code == 429 or answer.status_code >= 500 else False


_under_way = 0
_counting = threading.Lock()


def _count(change):
    global _under_way
    with _counting:
        _under_way += change


def _deliver(subscription, body, headers):
    try:
        _deliver_or_give_up(subscription, body, headers)
    finally:
        _count(-1)


def _deliver_or_give_up(subscription, body, headers):
    for pause in (*PAUSES, None):
        accepted = _accepted(subscription, body, headers)
        if accepted:
            return
        if accepted is False or pause is None:
            break
        time.sleep(pause)
    policy = subscription.attributes.get("RedrivePolicy")
    target = json.loads(policy).get("deadLetterTargetArn") if policy else None
    if target:
        from moto.sqs.models import sqs_backends

        _, _, _, region, account, name = target.split(":")
        sqs_backends[account][region].send_message(name, body)


def _deliveries(request, full_url, headers):
    """How many deliveries are under way: asked by the local AWS for whoever waits until nothing is."""
    with _counting:
        return 200, {"content-type": "application/json"}, json.dumps({"count": _under_way})


def install() -> None:
    from moto.moto_api._internal.urls import url_paths
    from moto.sns.models import Subscription

    url_paths["{0}/moto-api/headrace/deliveries"] = _deliveries

    plain = Subscription.publish

    def publish(
        self,
        message,
        message_id,
        subject=None,
        message_attributes=None,
        group_id=None,
        deduplication_id=None,
        message_structure=None,
    ):
        if self.protocol not in ("http", "https"):
            return plain(
                self,
                message,
                message_id,
                subject=subject,
                message_attributes=message_attributes,
                group_id=group_id,
                deduplication_id=deduplication_id,
                message_structure=message_structure,
            )
        matcher = self._filter_policy_matcher
        if matcher is not None and not matcher.matches(message_attributes, message):
            return None
        if message_structure == "json":
            message = self._parse_message_structure(message, self.protocol)
        headers = {
            "Content-Type": "text/plain; charset=UTF-8",
            "User-Agent": "Amazon Simple Notification Service Agent",
            "x-amz-sns-message-type": "Notification",
            "x-amz-sns-message-id": message_id,
            "x-amz-sns-topic-arn": self.topic.arn,
            "x-amz-sns-subscription-arn": self.arn,
        }
        if self.attributes.get("RawMessageDelivery") == "true":
            headers["x-amz-sns-rawdelivery"] = "true"
            body = message
        else:
            body = json.dumps(
                self.get_post_data(message, message_id, subject, message_attributes)
            )
        _count(1)
        threading.Thread(target=_deliver, args=(self, body, headers), daemon=True).start()
        return None

    Subscription.publish = publish

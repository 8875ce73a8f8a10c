"""HTTP(S) subscriptions, as SNS has them: pending until their endpoint confirms, then delivered to, until they are ended.

moto takes them as confirmed, and posts while the publisher waits. Source: the SNS API reference (Subscribe,
ConfirmSubscription, Unsubscribe) and the developer guide, "HTTP/HTTPS headers" and "JSON formats".
"""

import json
import re
import secrets
import time
import uuid
from urllib.parse import quote

import http_deliveries
import outbox
import signing
import topics

HTTP = ("http", "https")
# A token is good for two days.
TOKEN_LIFE = 2 * 24 * 3600


def pending(subscription):
    return subscription.attributes.get("PendingConfirmation") is True


def _ask(backend, subscription, kind):
    """Sends a confirmation with a token of its own, by which the subscription is (again) confirmed."""
    token = secrets.token_hex(128)
    tokens = backend.__dict__.setdefault("_tokens", {})
    tokens[token] = (subscription, time.time() + TOKEN_LIFE)
    arn = subscription.topic.arn
    what = (
        f"You have chosen to subscribe to the topic {arn}.\nTo confirm the subscription, visit the SubscribeURL included in this message."
        if kind == "SubscriptionConfirmation"
        else f"You have chosen to deactivate subscription {subscription.arn}.\nTo cancel this operation and restore the subscription, visit the SubscribeURL included in this message."
    )
    message = {
        "Type": kind,
        "MessageId": str(uuid.uuid4()),
        "Token": token,
        "TopicArn": arn,
        "Message": what,
        "SubscribeURL": f"{signing.endpoint()}/?Action=ConfirmSubscription&TopicArn={quote(arn, safe=':')}&Token={token}",
        "Timestamp": signing.timestamp(),
    }
    http_deliveries.deliver(
        subscription, kind, message["MessageId"], json.dumps(signing.sign(subscription.topic, message), indent=2)
    )


def redrive_trouble(topic, text):
    """Why a redrive policy cannot be taken; None where it can. Source: the developer guide, "Dead-letter queues"."""
    if not text:
        return None
    try:
        target = json.loads(text)["deadLetterTargetArn"]
        _, _, service, region, account, name = target.split(":", 5)
    except (ValueError, KeyError, TypeError, AttributeError):
        return "it must name a queue as deadLetterTargetArn"
    own = topic.arn.split(":")
    if service != "sqs" or (region, account) != (own[3], own[4]):
        return "the dead-letter queue must be an SQS queue of the same account and Region"
    if name.endswith(".fifo") != bool(topic.fifo_topic):
        return "a FIFO topic takes a FIFO queue as dead-letter queue, and a standard topic a standard one"
    return None


def filter_trouble(text):
    """Why a filter policy cannot be taken, beyond what moto says of its rules; None where it can."""
    if not text:
        return None
    try:
        policy = json.loads(text)
    except ValueError:
        return "failed to parse JSON."
    if not isinstance(policy, dict):
        return "Filter policy must be a JSON object."
    for name, value in policy.items():
        if not isinstance(value, (list, dict)):
            return f'"{name}" must be an object or an array'
    return None


def trouble_with(topic, name, value):
    """Why an attribute of a subscription cannot be taken; None where it can."""
    if name == "DeliveryPolicy":
        return topics.policy_trouble(value)
    if name == "RedrivePolicy":
        return redrive_trouble(topic, value)
    return filter_trouble(value) if name == "FilterPolicy" else None


def _as_kept(value):
    """A value of an attribute as it can be compared: JSON as what it says, and a flag as the text that it came as."""
    try:
        return json.loads(str(value).lower() if isinstance(value, bool) else str(value))
    except ValueError:
        return value


def _differs(subscription, attributes):
    """Whether a subscription that is there was made in another way than it is asked for now."""
    kept = {"RawMessageDelivery": "false", "FilterPolicyScope": "MessageAttributes", **subscription.attributes}
    return any(_as_kept(kept.get(name)) != _as_kept(value) for name, value in attributes.items())


def _listed(subscription):
    return {
        "SubscriptionArn": "PendingConfirmation" if pending(subscription) else subscription.arn,
        "Owner": subscription.owner,
        "Protocol": subscription.protocol,
        "Endpoint": subscription.endpoint,
        "TopicArn": subscription.topic.arn,
    }


def _refused_queues():
    """Queues whose policy or key lets SNS send nothing: the local AWS says so of each Publish (local/services/sns)."""
    from flask import has_request_context, request

    named = request.headers.get("x-headrace-refused-queues", "") if has_request_context() else ""
    return named.split(",") if named else []


def _publish(plain):
    def publish(self, message, message_id, subject=None, message_attributes=None, message_structure=None, **more):
        matcher = self._filter_policy_matcher
        if pending(self) or (matcher is not None and not matcher.matches(message_attributes, message)):
            return None
        if self.protocol not in (*HTTP, "sqs", "lambda"):
            return plain(
                self,
                message,
                message_id,
                subject=subject,
                message_attributes=message_attributes,
                message_structure=message_structure,
                **more,
            )
        if self.protocol == "sqs":
            began = time.monotonic()
            try:
                if self.endpoint in _refused_queues():
                    raise PermissionError(f"sns.amazonaws.com is not authorized to send to {self.endpoint}")
                plain(
                    self,
                    message,
                    message_id,
                    subject=subject,
                    message_attributes=message_attributes,
                    message_structure=message_structure,
                    **more,
                )
            except Exception as error:
                # The publisher is told nothing of one subscriber's queue that is gone.
                reason = str(error) or type(error).__name__
                http_deliveries.give_up(self, message, 400, reason)
                outbox.log(self, message_id, message, well=False, attempts=1, status=400, response=reason, began=began)
            else:
                outbox.log(self, message_id, message, well=True, attempts=1, status=200, began=began)
            return None
        if message_structure == "json":
            message = self._parse_message_structure(message, self.protocol)
        if self.protocol == "lambda":
            outbox.put(
                {
                    "kind": "lambda",
                    "function": self.endpoint,
                    "topic": self.topic.arn,
                    "subscription": self.arn,
                    "messageId": message_id,
                    "notification": self.get_post_data(message, message_id, subject, message_attributes),
                    "body": message,
                }
            )
            return None
        raw = self.attributes.get("RawMessageDelivery") in (True, "true")
        body = message
        if not raw:
            body = json.dumps(self.get_post_data(message, message_id, subject, message_attributes), indent=2)
        http_deliveries.deliver(self, "Notification", message_id, body, raw)
        return None

    return publish


def install() -> None:
    from moto.core.responses import ActionResult, EmptyResult
    from moto.sns.exceptions import SNSException, SNSInvalidParameter, SNSNotFoundError
    from moto.sns.models import SNSBackend, Subscription
    from moto.sns.responses import SNSResponse

    class AuthorizationError(SNSException):
        code = "AuthorizationError"

    Subscription.publish = _publish(Subscription.publish)

    plain_subscribe = SNSBackend.subscribe

    def subscribe(self, topic_arn, endpoint, protocol):
        if protocol in HTTP:
            if not str(endpoint).startswith(f"{protocol}://"):
                raise SNSInvalidParameter("Invalid parameter: Endpoint must match the specified protocol")
            if self.get_topic(topic_arn).fifo_topic:
                raise SNSInvalidParameter(
                    "Invalid parameter: Invalid parameter: Endpoint Reason: FIFO topics deliver to SQS queues only"
                )
        if protocol == "lambda":
            if not re.match(r"^arn:[^:]+:lambda:[^:]+:\d{12}:function:[^:]+(:[^:]+)?$", str(endpoint)):
                raise SNSInvalidParameter("Invalid parameter: Lambda endpoint ARN")
            if self.get_topic(topic_arn).fifo_topic:
                raise SNSInvalidParameter(
                    "Invalid parameter: Invalid parameter: Endpoint Reason: FIFO topics deliver to SQS queues only"
                )
        before = set(self.subscriptions)
        subscription = plain_subscribe(self, topic_arn, endpoint, protocol)
        if protocol in HTTP:
            if subscription.arn not in before:
                subscription.attributes["PendingConfirmation"] = True
                subscription.attributes["ConfirmationWasAuthenticated"] = False
            if pending(subscription):
                _ask(self, subscription, "SubscriptionConfirmation")
        return subscription

    plain_attributes = SNSBackend.get_subscription_attributes

    def get_subscription_attributes(self, arn):
        attributes = plain_attributes(self, arn)
        subscription = self.subscriptions[arn]
        if subscription.protocol in HTTP:
            attributes["EffectiveDeliveryPolicy"] = json.dumps(topics.subscription_policy(subscription))
        return attributes

    plain_set = SNSBackend.set_subscription_attributes

    def set_subscription_attributes(self, arn, name, value):
        subscription = self.subscriptions.get(arn)
        trouble = trouble_with(subscription.topic, name, value) if subscription else None
        if trouble:
            raise SNSInvalidParameter(f"Invalid parameter: {name}: {trouble}")
        return plain_set(self, arn, name, value)

    SNSBackend.set_subscription_attributes = set_subscription_attributes
    SNSBackend.subscribe = subscribe
    SNSBackend.get_subscription_attributes = get_subscription_attributes

    plain_answer = SNSResponse.subscribe

    def subscribe_answer(self):
        # Before there is a subscription: SNS makes none where it refuses an attribute.
        topic = self.backend.topics.get(self._get_param("TopicArn"))
        attributes = self._get_param("Attributes", {}) or {}
        for name, value in attributes.items():
            trouble = trouble_with(topic, name, value) if topic else None
            if trouble:
                raise SNSInvalidParameter(f"Invalid parameter: {name}: {trouble}")
        named = [self._get_param(name) for name in ("TopicArn", "Endpoint", "Protocol")]
        there = self.backend._find_subscription(*named)
        if there is not None and _differs(there, attributes):
            raise SNSInvalidParameter(
                "Invalid parameter: Attributes Reason: Subscription already exists with different attributes"
            )
        before = set(self.backend.subscriptions)
        try:
            result = plain_answer(self)
        except Exception:
            # moto looks at the filter policy of a subscription that it has made already.
            for arn in set(self.backend.subscriptions) - before:
                del self.backend.subscriptions[arn]
            raise
        wants_arn = str(self._get_param("ReturnSubscriptionArn")).lower() == "true"
        if pending(self.backend.subscriptions[result.result["SubscriptionArn"]]) and not wants_arn:
            return ActionResult({"SubscriptionArn": "pending confirmation"})
        return result

    def confirm_subscription(self):
        backend = self.backend
        topic_arn = self._get_param("TopicArn")
        backend.get_topic(topic_arn)
        subscription, until = backend.__dict__.get("_tokens", {}).get(self._get_param("Token"), (None, 0))
        if subscription is None or subscription.topic.arn != topic_arn or until < time.time():
            raise SNSInvalidParameter("Invalid parameter: Token")
        if subscription.topic.arn not in backend.topics:
            raise SNSNotFoundError("Topic does not exist")
        signed = "x-headrace-unsigned" not in self.headers
        if pending(subscription) or subscription.arn not in backend.subscriptions:
            authenticated = str(self._get_param("AuthenticateOnUnsubscribe")).lower() == "true" and signed
            subscription.attributes["ConfirmationWasAuthenticated"] = authenticated
        subscription.attributes["PendingConfirmation"] = False
        backend.subscriptions[subscription.arn] = subscription
        return ActionResult({"SubscriptionArn": subscription.arn})

    def unsubscribe(self):
        backend, arn = self.backend, self._get_param("SubscriptionArn")
        subscription = backend.subscriptions.get(arn)
        if subscription is None or subscription.protocol not in HTTP:
            backend.unsubscribe(arn)
            return EmptyResult()
        if pending(subscription):
            raise SNSInvalidParameter(
                "Invalid parameter: SubscriptionArn Reason: Cannot unsubscribe a subscription that is pending confirmation"
            )
        signed = "x-headrace-unsigned" not in self.headers
        if not signed and subscription.attributes.get("ConfirmationWasAuthenticated") is True:
            raise AuthorizationError("The subscription can be ended by its owner only, with a signed request")
        backend.unsubscribe(arn)
        # Its owner knows; anybody else may have followed an address, and the endpoint can take it back.
        if not signed:
            _ask(backend, subscription, "UnsubscribeConfirmation")
        return EmptyResult()

    def listing(plain):
        def answer(self):
            result = plain(self)
            found = result.result["Subscriptions"]
            return ActionResult({**result.result, "Subscriptions": [_listed(one) for one in found]})

        return answer

    SNSResponse.subscribe = subscribe_answer
    SNSResponse.confirm_subscription = confirm_subscription
    SNSResponse.unsubscribe = unsubscribe
    SNSResponse.list_subscriptions = listing(SNSResponse.list_subscriptions)
    SNSResponse.list_subscriptions_by_topic = listing(SNSResponse.list_subscriptions_by_topic)

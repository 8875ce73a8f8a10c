"""Attributes of topics that moto does not keep: Terraform would find them changed at each plan.

Source: the SNS API reference, SetTopicAttributes and GetTopicAttributes.
"""

import json
import re

_FEEDBACK = [
    f"{protocol}{what}"
    for protocol in ("Application", "Firehose", "HTTP", "Lambda", "SQS")
    for what in ("SuccessFeedbackRoleArn", "SuccessFeedbackSampleRate", "FailureFeedbackRoleArn")
]
KEPT = {"ArchivePolicy", "FifoThroughputScope", "SignatureVersion", "TracingConfig", *_FEEDBACK}

ID = re.compile(r"^[!-~]{1,128}$")
ROLE = re.compile(r"^arn:[^:]+:iam::\d{12}:role/.+$")

RETRY_POLICY = {
    "minDelayTarget": 20,
    "maxDelayTarget": 20,
    "numRetries": 3,
    "numMaxDelayRetries": 0,
    "numNoDelayRetries": 0,
    "numMinDelayRetries": 0,
    "backoffFunction": "linear",
}
CONTENT_TYPE = "text/plain; charset=UTF-8"


def kept(topic):
    """The attributes by their names."""
    return topic.__dict__.setdefault("_kept", {})


def _parsed(policy):
    try:
        return json.loads(policy) if policy else {}
    except ValueError:
        return {}


def _over(policy, own):
    return {**policy, **{name: value for name, value in (own or {}).items() if value is not None}}


def delivery_policy(topic):
    """What a topic has for its HTTP subscriptions: retries and request."""
    own = _parsed(topic.delivery_policy).get("http") or {}
    return {
        "defaultHealthyRetryPolicy": _over(RETRY_POLICY, own.get("defaultHealthyRetryPolicy")),
        "disableSubscriptionOverrides": bool(own.get("disableSubscriptionOverrides", False)),
        "defaultRequestPolicy": {"headerContentType": CONTENT_TYPE, **(own.get("defaultRequestPolicy") or {})},
    }


# The most that AWS takes of each: numbers of tries, and seconds.
_MOST = {
    "numRetries": 100,
    "numNoDelayRetries": 100,
    "numMinDelayRetries": 100,
    "numMaxDelayRetries": 100,
    "minDelayTarget": 3600,
    "maxDelayTarget": 3600,
}
BACKOFF = ("linear", "arithmetic", "geometric", "exponential")


def policy_trouble(text):
    """Why a delivery policy of a topic or a subscription cannot be taken; None where it can."""
    if not text:
        return None
    try:
        policy = json.loads(text)
        whole = policy.get("http", policy)
        retry = whole.get("healthyRetryPolicy") or whole.get("defaultHealthyRetryPolicy") or {}
        for name, most in _MOST.items():
            value = retry.get(name)
            if value is not None and not (type(value) is int and 0 <= value <= most):
                return f"{name} must be a whole number from 0 to {most}"
        if retry.get("backoffFunction", "linear") not in BACKOFF:
            return f"backoffFunction must be one of {', '.join(BACKOFF)}"
        policy = _over(RETRY_POLICY, retry)
        if policy["minDelayTarget"] > policy["maxDelayTarget"]:
            return "maxDelayTarget must be greater than or equal to minDelayTarget"
        return None
    except (ValueError, AttributeError):
        return "it is no JSON object of the form that a delivery policy has"


def subscription_policy(subscription):
    """What holds for one subscription: its own policy over its topic's, where the topic lets it."""
    topic = delivery_policy(subscription.topic)
    own = {}
    if not topic["disableSubscriptionOverrides"]:
        own = _parsed(subscription.attributes.get("DeliveryPolicy"))
    return {
        "healthyRetryPolicy": _over(topic["defaultHealthyRetryPolicy"], own.get("healthyRetryPolicy")),
        "sicklyRetryPolicy": None,
        "throttlePolicy": own.get("throttlePolicy"),
        "requestPolicy": {**topic["defaultRequestPolicy"], **(own.get("requestPolicy") or {})},
        "guaranteed": False,
    }


# What a message may have: its text, and names, types and values of its attributes. Source: the API reference, Publish.
MESSAGE_BYTES = 262_144


def size_of(message, attributes):
    size = len((message or "").encode())
    for name, value in (attributes or {}).items():
        data = value.get("Value")
        size += len(name.encode()) + len(str(value.get("Type", "")).encode())
        size += len(data if isinstance(data, bytes) else str(data).encode())
    return size


def _sized():
    """moto counts characters, and of the message alone."""
    from moto.sns.exceptions import InvalidParameterValue, SNSInvalidParameter
    from moto.sns.models import SNSBackend

    plain, plain_batch = SNSBackend.publish, SNSBackend.publish_batch

    def publish(self, message, arn, *arguments, **named):
        attributes = named.get("message_attributes")
        if size_of(message, attributes) > MESSAGE_BYTES:
            raise SNSInvalidParameter("Invalid parameter: Message too long")
        group, own = named.get("group_id"), named.get("deduplication_id")
        for name, value in (("MessageGroupId", group), ("MessageDeduplicationId", own)):
            if value is not None and not ID.match(value):
                raise SNSInvalidParameter(
                    f"Invalid parameter: {name} Reason: it has 1 to 128 alphanumeric characters and punctuation"
                )
        return plain(self, message, arn, *arguments, **named)

    def publish_batch(self, topic_arn, publish_batch_request_entries):
        total = sum(
            size_of(entry.get("Message"), entry.get("MessageAttributes")) for entry in publish_batch_request_entries
        )
        if total > MESSAGE_BYTES:
            raise InvalidParameterValue("Invalid parameter: Batch request too long")
        return plain_batch(self, topic_arn, publish_batch_request_entries)

    SNSBackend.publish, SNSBackend.publish_batch = publish, publish_batch


def install() -> None:
    _sized()
    from moto.core.responses import EmptyResult
    from moto.sns.exceptions import SNSInvalidParameter
    from moto.sns.responses import SNSResponse

    create, read, write = (
        SNSResponse.create_topic,
        SNSResponse.get_topic_attributes,
        SNSResponse.set_topic_attributes,
    )

    def check(name, value):
        if name == "SignatureVersion" and value not in ("1", "2"):
            raise SNSInvalidParameter("Invalid parameter: SignatureVersion Reason: Allowed values are 1 and 2")
        if name.endswith("SampleRate") and value and not (value.isdigit() and int(value) <= 100):
            raise SNSInvalidParameter(f"Invalid parameter: {name} Reason: it must be a whole number from 0 to 100")
        if name.endswith("FeedbackRoleArn") and value and not ROLE.match(value):
            raise SNSInvalidParameter(f"Invalid parameter: {name} Reason: it must be the ARN of an IAM role")
        trouble = policy_trouble(value) if name == "DeliveryPolicy" else None
        if trouble:
            raise SNSInvalidParameter(f"Invalid parameter: DeliveryPolicy: {trouble}")

    def create_topic(self):
        given = self._get_param("Attributes", {})
        for name, value in given.items():
            check(name, value)
        own = {name: given.pop(name) for name in KEPT & set(given)}
        before = set(self.backend.topics)
        result = create(self)
        arn = result.result["TopicArn"]
        if arn not in before:
            kept(self.backend.topics[arn]).update({name: value for name, value in own.items() if value})
        return result

    def set_topic_attributes(self):
        name, value = self._get_param("AttributeName"), self._get_param("AttributeValue")
        check(name, value)
        if name not in KEPT:
            return write(self)
        attributes = kept(self.backend.get_topic(self._get_param("TopicArn")))
        if value:
            attributes[name] = value
        else:
            attributes.pop(name, None)
        return EmptyResult()

    def get_topic_attributes(self):
        result = read(self)
        topic = self.backend.get_topic(self._get_param("TopicArn"))
        attributes = result.result["Attributes"]
        ours = self.backend._get_topic_subscriptions(topic)
        pending = sum(1 for one in ours if one.attributes.get("PendingConfirmation") is True)
        attributes["SubscriptionsPending"] = str(pending)
        attributes["SubscriptionsConfirmed"] = str(len(ours) - pending)
        attributes["EffectiveDeliveryPolicy"] = json.dumps({"http": delivery_policy(topic)})
        attributes.update(kept(topic))
        return result

    SNSResponse.create_topic = create_topic
    SNSResponse.set_topic_attributes = set_topic_attributes
    SNSResponse.get_topic_attributes = get_topic_attributes

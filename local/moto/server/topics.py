"""Attributes of topics that moto does not keep: Terraform would find them changed at each plan.

Source: the SNS API reference, SetTopicAttributes and GetTopicAttributes.
"""

import json

_FEEDBACK = [
    f"{protocol}{what}"
    for protocol in ("Application", "Firehose", "HTTP", "Lambda", "SQS")
    for what in ("SuccessFeedbackRoleArn", "SuccessFeedbackSampleRate", "FailureFeedbackRoleArn")
]
KEPT = {"ArchivePolicy", "FifoThroughputScope", "SignatureVersion", "TracingConfig", *_FEEDBACK}

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


def delivery_policy(topic):
    """What a topic has for its HTTP subscriptions: retries and request."""
    own = _parsed(topic.delivery_policy).get("http") or {}
    return {
        "defaultHealthyRetryPolicy": {**RETRY_POLICY, **(own.get("defaultHealthyRetryPolicy") or {})},
        "disableSubscriptionOverrides": bool(own.get("disableSubscriptionOverrides", False)),
        "defaultRequestPolicy": {"headerContentType": CONTENT_TYPE, **(own.get("defaultRequestPolicy") or {})},
    }


def subscription_policy(subscription):
    """What holds for one subscription: its own policy over its topic's, where the topic lets it."""
    topic = delivery_policy(subscription.topic)
    own = {}
    if not topic["disableSubscriptionOverrides"]:
        own = _parsed(subscription.attributes.get("DeliveryPolicy"))
    return {
        "healthyRetryPolicy": {**topic["defaultHealthyRetryPolicy"], **(own.get("healthyRetryPolicy") or {})},
        "sicklyRetryPolicy": None,
        "throttlePolicy": own.get("throttlePolicy"),
        "requestPolicy": {**topic["defaultRequestPolicy"], **(own.get("requestPolicy") or {})},
        "guaranteed": False,
    }


def install() -> None:
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

    def create_topic(self):
        given = self._get_param("Attributes", {})
        own = {name: given.pop(name) for name in KEPT & set(given)}
        for name, value in own.items():
            check(name, value)
        before = set(self.backend.topics)
        result = create(self)
        arn = result.result["TopicArn"]
        if arn not in before:
            kept(self.backend.topics[arn]).update({name: value for name, value in own.items() if value})
        return result

    def set_topic_attributes(self):
        name, value = self._get_param("AttributeName"), self._get_param("AttributeValue")
        if name not in KEPT:
            return write(self)
        check(name, value)
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

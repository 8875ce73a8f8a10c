"""moto's DynamoDB, one request at a time.

moto looks and then acts without a lock: of two first updates of an item one is lost, a condition may hold for two writers,
and a reader sees an update half done. DynamoDB's requests are atomic, and what is built on it counts on that.
"""

import threading

_LOCK = threading.RLock()


def install() -> None:
    from moto.dynamodb.responses import DynamoHandler

    # Answers are serialized within it, so that no later update changes one under way.
    plain = DynamoHandler.call_action

    def call_action(self):
        with _LOCK:
            return plain(self)

    DynamoHandler.call_action = call_action

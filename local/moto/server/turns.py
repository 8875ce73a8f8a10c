"""moto's services, one request at a time.

moto looks and then acts without a lock, and goes through what another request is changing: of two first updates of an item
one is lost, a condition holds for two writers, and a role that is made while another is being looked for makes Python end
the search (`dictionary changed size during iteration`). AWS's requests are atomic, and what is built on them counts on that.

S3 goes through copies and takes its bodies while it answers; a receive of SQS may wait, and has a lock of its own (queues.py).
"""

import threading

LOCK = threading.RLock()


def _waits(response) -> bool:
    return response.service_name == "s3" or response._get_action() == "ReceiveMessage"


def _in_turn(plain):
    def call_action(self):
        if _waits(self):
            return plain(self)
        with LOCK:
            return plain(self)

    return call_action


def install() -> None:
    from moto.core.responses import BaseResponse
    from moto.dynamodb.responses import DynamoHandler

    # An answer is serialized within it, so that no later request changes one under way.
    for handler in (BaseResponse, DynamoHandler):
        handler.call_action = _in_turn(handler.call_action)

"""moto's SQS queues, safe under concurrent requests.

moto rebuilds a queue's list of messages on each delete, without a lock: a message that another thread adds in between
is lost. One lock per process makes sends, receives and deletes follow each other. Receives that wait (long polling)
give the lock up between their looks.
"""

import threading
import time

_LOCK = threading.RLock()


def install() -> None:
    from moto.sqs.models import Queue, SQSBackend

    def locked(function):
        def call(*arguments, **named):
            with _LOCK:
                return function(*arguments, **named)

        call.__name__ = function.__name__
        return call

    for name in ("add_message", "delete_message"):
        setattr(Queue, name, locked(getattr(Queue, name)))
    for name in ("change_message_visibility", "purge_queue"):
        setattr(SQSBackend, name, locked(getattr(SQSBackend, name)))

    look = locked(SQSBackend.receive_message)

    def receive_message(
        self, queue_name, count, wait_seconds_timeout, visibility_timeout, message_attribute_names=None
    ):
        end = time.monotonic() + float(wait_seconds_timeout or 0)
        while True:
            found = look(self, queue_name, count, 0, visibility_timeout, message_attribute_names)
            if found or time.monotonic() >= end:
                return found
            time.sleep(0.1)

    SQSBackend.receive_message = receive_message

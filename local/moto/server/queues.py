"""moto's SQS queues, safe under concurrent requests, and quick with more than a few messages.

moto rebuilds a queue's list of messages on each delete, without a lock: a message that another thread adds in between
is lost. One lock per process makes sends, receives and deletes follow each other. Receives that wait (long polling)
give the lock up between their looks. moto also asks each message for the time, through the calendar, several times per
request; a thousand messages took minutes. Its FIFO queues number messages by chance, and only those that name their
deduplication id; SQS numbers each, and a later one higher.
"""

import functools
import itertools
import threading
import time

_LOCK = threading.RLock()

# So many messages make a queue long; what is counted of it holds for so many seconds.
_LONG = 1000
_KEPT_SECONDS = 0.25

# Of 20 digits, as SQS's own.
_SEQUENCE = itertools.count(18_800_000_000_000_000_000 + int(time.time()), 256)


def _locked(function):
    def call(*arguments, **named):
        with _LOCK:
            return function(*arguments, **named)

    call.__name__ = function.__name__
    return call


def _milliseconds(_when=None):
    return time.time() * 1000


def _available(queue):
    now = _milliseconds()
    return [one for one in queue._messages if now > one.visible_at and now >= one.delayed_until]


def _counts(queue):
    """How many are available, delayed, and received but not deleted: in one pass, and of a long queue four times a second.

    Whoever watches a queue asks for each number, several times a second, and the numbers are approximate by their names.
    """
    counted_until, counts = getattr(queue, "_counts", (0, None))
    if time.monotonic() < counted_until:
        return counts
    now = _milliseconds()
    available = delayed = hidden = 0
    messages = list(queue._messages)
    for one in messages:
        if now < one.delayed_until:
            delayed += 1
        if now <= one.visible_at:
            hidden += 1
        elif now >= one.delayed_until:
            available += 1
    counts = available, delayed, hidden
    if len(messages) >= _LONG:
        queue._counts = time.monotonic() + _KEPT_SECONDS, counts
    return counts


def install() -> None:
    from moto.sqs import models

    queue_class, backend_class = models.Queue, models.SQSBackend
    models.unix_time_millis = _milliseconds
    models.unix_time = lambda _when=None: time.time()
    models.camelcase_to_underscores = functools.lru_cache(models.camelcase_to_underscores)

    queue_class.messages = property(_available)
    queue_class.approximate_number_of_messages = property(lambda queue: _counts(queue)[0])
    queue_class.approximate_number_of_messages_delayed = property(lambda queue: _counts(queue)[1])
    queue_class.approximate_number_of_messages_not_visible = property(lambda queue: _counts(queue)[2])

    def delete_message(self, receipt_handle):
        if receipt_handle in self.deleted_messages:
            return
        for index, message in enumerate(self._messages):
            if receipt_handle == message.receipt_handle or receipt_handle in message._old_receipt_handles:
                self.pending_messages.discard(message)
                self.deleted_messages.update(message.all_receipt_handles)
                del self._messages[index]
                return
        raise models.ReceiptHandleIsInvalid()

    queue_class.delete_message = _locked(delete_message)

    plain_add = queue_class.add_message

    def add_message(self, message):
        if not self.fifo_queue:
            plain_add(self, message)
            return
        message.sequence_number = f"{next(_SEQUENCE):020d}"
        plain_add(self, message)
        if not any(one is message for one in self._messages):
            # Of a repeated message SQS tells the number of the one that it has.
            for one in self._messages:
                if one.deduplication_id == message.deduplication_id:
                    message.sequence_number = one.sequence_number

    queue_class.add_message = _locked(add_message)
    for name in ("change_message_visibility", "purge_queue"):
        setattr(backend_class, name, _locked(getattr(backend_class, name)))

    def is_valid(self, queue_name, message):
        kept = int(self.get_queue(queue_name).message_retention_period)
        return kept + message.sent_timestamp / 1000 > time.time()

    assert callable(backend_class.is_message_valid_based_on_retention_period)
    backend_class.is_message_valid_based_on_retention_period = is_valid

    look = _locked(backend_class.receive_message)

    def receive_message(
        self, queue_name, count, wait_seconds_timeout, visibility_timeout, message_attribute_names=None
    ):
        end = time.monotonic() + float(wait_seconds_timeout or 0)
        while True:
            found = look(self, queue_name, count, 0, visibility_timeout, message_attribute_names)
            if found or time.monotonic() >= end:
                return found
            time.sleep(0.1)

    backend_class.receive_message = receive_message

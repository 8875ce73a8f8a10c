"""Starts moto's server with the fixes of this folder: those that can only be made inside it.

With HEADRACE_END_WITH_PARENT set it ends when its standard input closes, which happens when the parent process ends,
however it ends: no moto is ever left behind. It refuses a moto of another series than HEADRACE_MOTO_SERIES.
"""

import os
import sys
import threading


def end_with_parent() -> None:
    while os.read(0, 4096):
        pass
    os._exit(0)


if os.environ.get("HEADRACE_END_WITH_PARENT"):
    # Up before the slow imports.
    threading.Thread(target=end_with_parent, daemon=True).start()

import logging  # noqa: E402

import moto  # noqa: E402

# A line per request would fill the disk of a local AWS that runs for days.
logging.getLogger("werkzeug").setLevel(logging.WARNING)

series = os.environ["HEADRACE_MOTO_SERIES"]
if not moto.__version__.startswith(f"{series}."):
    sys.exit(f"moto {moto.__version__} is not {series}")

import bucket_policies  # noqa: E402
import bucket_tags  # noqa: E402
import connections  # noqa: E402
import delete_markers  # noqa: E402
import door  # noqa: E402
import expiry  # noqa: E402
import http_deliveries  # noqa: E402
import item_answers  # noqa: E402
import key_encoding  # noqa: E402
import lifecycle  # noqa: E402
import message_moves  # noqa: E402
import named_queries  # noqa: E402
import object_answers  # noqa: E402
import object_files  # noqa: E402
import object_lock  # noqa: E402
import outbox  # noqa: E402
import partitions  # noqa: E402
import queues  # noqa: E402
import restores  # noqa: E402
import s3_documents  # noqa: E402
import s3_events  # noqa: E402
import signing  # noqa: E402
import streams  # noqa: E402
import subscriptions  # noqa: E402
import topics  # noqa: E402
import turns  # noqa: E402

for fix in (
    bucket_policies,
    bucket_tags,
    connections,
    delete_markers,
    door,
    expiry,
    http_deliveries,
    item_answers,
    key_encoding,
    lifecycle,
    message_moves,
    named_queries,
    object_answers,
    object_files,
    object_lock,
    outbox,
    partitions,
    queues,
    restores,
    s3_documents,
    s3_events,
    signing,
    streams,
    subscriptions,
    topics,
    turns,
):
    fix.install()

from moto.server import main  # noqa: E402

main(sys.argv[1:])

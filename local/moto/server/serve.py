"""Starts moto's server with the mends of this folder that can only be made inside it.

With HEADRACE_END_WITH_PARENT set it ends when its standard input closes, which happens when the parent process ends,
however it ends: no moto is ever left behind.
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

import queue_locking  # noqa: E402

queue_locking.install()

from moto.server import main  # noqa: E402

main(sys.argv[1:])

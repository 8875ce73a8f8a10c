"""Starts moto's server with the mends of this folder: those that can only be made inside it.

With HEADRACE_END_WITH_PARENT set it ends when its standard input closes, which happens when the parent process ends,
however it ends: no moto is ever left behind. With --check it only tries the mends on, and prints moto's version.
"""

import os
import sys
import threading

if "--check" in sys.argv:
    os.environ.setdefault("HEADRACE_OBJECTS", os.getcwd())

def end_with_parent() -> None:
    while os.read(0, 4096):
        pass
    os._exit(0)


if os.environ.get("HEADRACE_END_WITH_PARENT"):
    # Up before the slow imports.
    threading.Thread(target=end_with_parent, daemon=True).start()

import bucket_policies  # noqa: E402
import object_files  # noqa: E402
import queue_locking  # noqa: E402
import s3_events  # noqa: E402

for mend in (bucket_policies, object_files, queue_locking, s3_events):
    mend.install()

import moto  # noqa: E402
from moto.server import main  # noqa: E402

if "--check" in sys.argv:
    print(moto.__version__)
else:
    main(sys.argv[1:])

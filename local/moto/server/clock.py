"""The time of the local AWS: the machine's own, and what somebody let pass beside it (local/services/monitoring/clock.ts)."""

import time

_ahead = 0.0


def set_ahead(seconds):
    global _ahead
    _ahead = seconds


def now():
    """Epoch seconds."""
    return time.time() + _ahead

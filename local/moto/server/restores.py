"""Objects of Glacier that are asked back: moto gives them at once and keeps them; S3 takes hours, and its copies have an end.

Time is that of the local AWS (clock.py). A retrieval takes as long as S3 says it may: five minutes, five hours or twelve of
GLACIER; twelve or forty-eight hours of DEEP_ARCHIVE. Source: the S3 user guide, "Archive retrieval options"; the API reference,
RestoreObject.
"""

import json
import math

import clock

DAY = 86_400
HOUR = 3_600
TAKES = {
    "GLACIER": {"Expedited": 300, "Standard": 5 * HOUR, "Bulk": 12 * HOUR},
    "DEEP_ARCHIVE": {"Standard": 12 * HOUR, "Bulk": 48 * HOUR},
}


def state(key):
    """Of its copy: "ongoing", "there", or none; and when it ends or ended (epoch seconds)."""
    restore = getattr(key, "headrace_restore", None)
    if restore is None:
        return None, None
    now = clock.now()
    if now < restore["ready"]:
        return "ongoing", restore["until"]
    return ("there" if now < restore["until"] else None), restore["until"]


def _until(ready, days):
    """A copy stays until the midnight after its days."""
    return math.ceil((ready + days * DAY) / DAY) * DAY


def restore(key, days, tier):
    """(status, code, message): what S3 answers."""
    takes = TAKES.get(key.storage_class)
    if takes is None:
        return 403, "InvalidObjectState", "Restore is not allowed for the object's current storage class"
    if tier not in takes:
        return 400, "InvalidArgument", f"Retrieval option {tier} is not supported by this storage class"
    if days < 1:
        return 400, "InvalidArgument", "restoration days should be at least 1"
    now = clock.now()
    what, _ = state(key)
    if what == "ongoing":
        kept = key.headrace_restore
        faster = takes[tier] < takes[kept["tier"]]
        if not faster:
            return 409, "RestoreAlreadyInProgress", "Object restore is already in progress"
        ready = min(kept["ready"], now + takes[tier])
        key.headrace_restore = {**kept, "tier": tier, "ready": ready, "until": _until(ready, kept["days"])}
        return 202, None, None
    if what == "there":
        key.headrace_restore = {**key.headrace_restore, "until": _until(now, days)}
        return 200, None, None
    ready = now + takes[tier]
    key.headrace_restore = {"ready": ready, "until": _until(ready, days), "tier": tier, "days": days}
    return 202, None, None


def _answer(request, full_url, headers):
    from moto.s3.models import FakeKey, s3_backends

    asked = json.loads(request.data)
    backend = s3_backends[asked["account"]]["aws"]
    key = backend.get_object(asked["bucket"], asked["key"], version_id=asked.get("versionId"))
    if not isinstance(key, FakeKey):
        status, code, message = 404, "NoSuchKey", "The specified key does not exist."
    else:
        status, code, message = restore(key, asked["days"], asked["tier"])
    body = json.dumps({"status": status, "code": code, "message": message})
    return 200, {"content-type": "application/json"}, body


def install() -> None:
    from email.utils import formatdate

    from moto.moto_api._internal.urls import url_paths
    from moto.s3.models import FakeKey

    url_paths["{0}/moto-api/headrace/restore$"] = _answer

    plain = FakeKey.response_dict.fget

    def response_dict(self):
        headers = plain(self)
        headers.pop("x-amz-restore", None)
        what, until = state(self)
        if what == "ongoing":
            headers["x-amz-restore"] = 'ongoing-request="true"'
        elif what == "there":
            ends = formatdate(until, usegmt=True)
            headers["x-amz-restore"] = f'ongoing-request="false", expiry-date="{ends}"'
        return headers

    FakeKey.response_dict = property(response_dict)

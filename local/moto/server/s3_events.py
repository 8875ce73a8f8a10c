"""S3's event notifications with all that S3's own have: version, sequencer, identities, a time in UTC.

moto's lack those, and tell of a multipart upload twice: as a put and as its completion.
Source: the S3 user guide, "Event message structure".
"""

import itertools
import time
import uuid
from datetime import datetime, timezone
from urllib.parse import quote_plus

# Grows from one event to the next: of two events of a key, the one with the greater sequencer came later.
_SEQUENCE = itertools.count(time.time_ns())


def _now() -> str:
    return datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def event(event_name, bucket, key, notification_id):
    name = event_name[3:]
    details = {"key": quote_plus(key.name, safe="/"), "sequencer": f"{next(_SEQUENCE):018X}"}
    if not name.startswith("ObjectRemoved"):
        details["size"] = key.size
        details["eTag"] = key.etag.replace('"', "")
    version = getattr(key, "version_id", None)
    if version and version != "null":
        details["versionId"] = version
    principal = {"principalId": "AWS:LOCAL"}
    return {
        "Records": [
            {
                "eventVersion": "2.1",
                "eventSource": "aws:s3",
                "awsRegion": bucket.region_name,
                "eventTime": _now(),
                "eventName": name,
                "userIdentity": principal,
                "requestParameters": {"sourceIPAddress": "127.0.0.1"},
                "responseElements": {
                    "x-amz-request-id": uuid.uuid4().hex[:16].upper(),
                    "x-amz-id-2": uuid.uuid4().hex,
                },
                "s3": {
                    "s3SchemaVersion": "1.0",
                    "configurationId": notification_id,
                    "bucket": {
                        "name": bucket.name,
                        "ownerIdentity": {"principalId": "LOCAL"},
                        "arn": bucket.arn,
                    },
                    "object": details,
                },
            }
        ]
    }


def install() -> None:
    from moto.s3 import notifications

    assert callable(notifications._get_s3_event)
    notifications._get_s3_event = event
    send = notifications.send_event
    created_by_put = notifications.S3NotificationEvent.OBJECT_CREATED_PUT_EVENT

    def send_event(account_id, event_name, bucket, key):
        if event_name == created_by_put and getattr(key, "multipart", None) is not None:
            return
        send(account_id, event_name, bucket, key)

    notifications.send_event = send_event

    def test_event(bucket_name):
        request = uuid.uuid4().hex[:16].upper()
        return {
            "Service": "Amazon S3",
            "Event": "s3:TestEvent",
            "Time": _now(),
            "Bucket": bucket_name,
            "RequestId": request,
            "HostId": uuid.uuid4().hex,
        }

    notifications._get_test_event = test_event

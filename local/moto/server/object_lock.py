"""S3 Object Lock by the clock of the local AWS, and only ever stronger.

moto asks the machine's clock, lets a retention be shortened, takes `x-amz-bypass-governance-retention: false` for true, and no
configuration for a bucket that holds something. Source: the S3 user guide, "Locking objects with Object Lock" and "Object Lock considerations".
"""

from datetime import datetime, timedelta, timezone

import clock

FORMS = ("%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%dT%H:%M:%S.%fZ")


def _epoch(text):
    for form in FORMS:
        try:
            return datetime.strptime(text, form).replace(tzinfo=timezone.utc).timestamp()
        except ValueError:
            continue
    raise ValueError(text)


def is_locked(version, bypass=False):
    if getattr(version, "lock_legal_status", None) == "ON":
        return True
    mode = getattr(version, "lock_mode", None)
    if mode not in ("GOVERNANCE", "COMPLIANCE") or (mode == "GOVERNANCE" and bypass):
        return False
    return clock.now() < _epoch(version.lock_until)


def _weaker(version, mode, until):
    """Whether a version that is locked would be so for less long, or against fewer."""
    if not until or _epoch(until) < _epoch(version.lock_until):
        return True
    return version.lock_mode == "COMPLIANCE" and mode != "COMPLIANCE"


def install() -> None:
    from moto.s3.exceptions import AccessDeniedByLock, InvalidBucketState
    from moto.s3.models import FakeBucket, FakeKey, S3Backend
    from moto.s3.responses import S3Response

    FakeKey.is_locked = lambda self, governance_bypass: is_locked(self, governance_bypass)

    def default_retention(self):
        days = (self.default_lock_days or 0) + 365 * (self.default_lock_years or 0)
        until = datetime.fromtimestamp(clock.now(), timezone.utc) + timedelta(days)
        return until.strftime(FORMS[0])

    FakeBucket.default_retention = default_retention

    def put_object_lock_configuration(self, bucket_name, lock_enabled, mode=None, days=None, years=None):
        bucket = self.get_bucket(bucket_name)
        if not bucket.is_versioned:
            raise InvalidBucketState("Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration")
        bucket.object_lock_enabled = bucket.object_lock_enabled or lock_enabled
        bucket.default_lock_mode = mode
        bucket.default_lock_days = days
        bucket.default_lock_years = years

    S3Backend.put_object_lock_configuration = put_object_lock_configuration

    delete = S3Backend.delete_object

    def delete_object(self, bucket_name, key_name, version_id=None, bypass=False):
        return delete(self, bucket_name, key_name, version_id, str(bypass).lower() == "true")

    S3Backend.delete_object = delete_object

    put_retention = S3Response.put_object_retention

    def put_object_retention(self):
        bypass = self.headers.get("x-amz-bypass-governance-retention", "").lower() == "true"
        version = self.backend.get_object(
            self.bucket_name, self.parse_key_name(), version_id=self._get_param("versionId")
        )
        held = version is not None and version.lock_legal_status != "ON" and is_locked(version, bypass)
        if held and _weaker(version, *self._mode_until_from_body()):
            raise AccessDeniedByLock
        return put_retention(self)

    S3Response.put_object_retention = put_object_retention

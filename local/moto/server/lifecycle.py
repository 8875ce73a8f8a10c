"""S3's lifecycle, which moto keeps and never acts on: objects move to colder classes and go when their days are over.

The local AWS asks for it (local/services/s3/lifecycle.ts) and says what time it is. Days count from an object's creation, or
for what was overwritten from its successor's, and end at the midnight (UTC) that follows, as S3's do. What has no effect here: rules
by date, the size of objects in filters, unfinished uploads. Source: the S3 user guide, "Managing the lifecycle of objects" and
"Transitioning objects using Amazon S3 Lifecycle".
"""

import json
import math

import clock
import object_lock

DAY = 86_400
# Coldest last: objects move down only.
CLASSES = [
    "STANDARD",
    "STANDARD_IA",
    "INTELLIGENT_TIERING",
    "ONEZONE_IA",
    "GLACIER_IR",
    "GLACIER",
    "DEEP_ARCHIVE",
]
ARCHIVED = ("GLACIER", "DEEP_ARCHIVE")
# Where these begin, the days of one that follows are at least so many later.
IA_CLASSES = ("STANDARD_IA", "ONEZONE_IA")
IA_DAYS = 30
SMALLEST = 128 * 1024
ALL_128K = "all_storage_classes_128K"
BY_CLASS = "varies_by_storage_class"
HEADER = "x-amz-transition-default-minimum-object-size"


def is_due(born, days, now):
    """Whether so many days, counted to the next midnight, have passed."""
    return now >= math.ceil((born + int(days) * DAY) / DAY) * DAY


def born(version):
    return getattr(version, "headrace_born", None) or version.last_modified.timestamp()


def _applies(rule, key, tags):
    if rule.status != "Enabled":
        return False
    prefix, wanted = rule.prefix or "", {}
    if rule.filter is not None:
        prefix = rule.filter.prefix or ""
        if rule.filter.tag_key:
            wanted = {rule.filter.tag_key: rule.filter.tag_value}
        if rule.filter.and_filter is not None:
            prefix, wanted = rule.filter.and_filter.prefix or "", rule.filter.and_filter.tags
    return key.name.startswith(prefix) and wanted.items() <= tags.items()


def _smallest(bucket, storage_class):
    if getattr(bucket, "headrace_smallest", ALL_128K) == ALL_128K or storage_class not in ARCHIVED:
        return SMALLEST
    return 0


def _move(bucket, key, transitions, since, now):
    """To the coldest class that is due."""
    due = [
        one.storage_class
        for one in transitions or []
        if one.days is not None
        and is_due(since, one.days, now)
        and key.size >= _smallest(bucket, one.storage_class)
    ]
    coldest = max(due, key=CLASSES.index, default=None)
    if coldest and CLASSES.index(coldest) > CLASSES.index(key.storage_class or "STANDARD"):
        key.set_storage_class(coldest)
        return 1
    return 0


def _versions(bucket, backend, name, versions, rules, now):
    from moto.s3.models import FakeKey

    moved, gone = 0, []
    current = versions[-1]
    for version, successor in zip(versions, [*versions[1:], None]):
        is_object = isinstance(version, FakeKey)
        tags = backend.tagger.get_tag_dict_for_resource(version.arn) if is_object else {}
        for rule in rules:
            if not _applies(rule, version, tags):
                continue
            if successor is None:
                if is_object:
                    moved += _move(bucket, version, rule.transitions, born(version), now)
                    if rule.expiration_days and is_due(born(version), rule.expiration_days, now):
                        gone.append(None)
                elif len(versions) == 1 and rule.expired_object_delete_marker == "true":
                    gone.append(version.version_id)
            else:
                since = born(successor)
                if is_object:
                    moved += _move(bucket, version, rule.noncurrent_version_transitions, since, now)
                # What is locked stays until its time is over.
                if (
                    rule.nve_noncurrent_days
                    and is_due(since, rule.nve_noncurrent_days, now)
                    and not object_lock.is_locked(version)
                ):
                    gone.append(version.version_id)
    for version_id in dict.fromkeys(gone):
        if version_id is None and bucket.keys.get(name) is not current:
            continue
        backend.delete_object(bucket.name, name, version_id=version_id)
    return moved, len(gone)


def sweep():
    """Does what is due in all buckets; gives how many objects moved and went, and how many buckets have rules."""
    from moto.s3.models import s3_backends

    moved = gone = buckets = 0
    for partitions in list(s3_backends.values()):
        for backend in list(partitions.values()):
            for bucket in list(backend.buckets.values()):
                if not bucket.rules:
                    continue
                buckets += 1
                for name, versions in list(bucket.keys._iterlists()):
                    if versions:
                        counts = _versions(bucket, backend, name, list(versions), bucket.rules, clock.now())
                        moved, gone = moved + counts[0], gone + counts[1]
    return {"moved": moved, "gone": gone, "buckets": buckets}


def _refusal(rules):
    """Why S3 refuses the rules; none where it takes them."""
    for rule in rules:
        where = f"filter '(prefix={(rule.filter and rule.filter.prefix) or rule.prefix or ''})'"
        found = sorted(
            ((CLASSES.index(one.storage_class), int(one.days)) for one in rule.transitions or [] if one.days),
        )
        for index, days in found:
            name = CLASSES[index]
            if name in IA_CLASSES and days < IA_DAYS:
                return (
                    f"'Days' in Transition action must be greater than or equal to {IA_DAYS} for storageClass '{name}'"
                )
        for (index, days), (later, later_days) in zip(found, found[1:]):
            least = days + IA_DAYS if CLASSES[index] in IA_CLASSES else days + 1
            if index == later:
                return f"'StorageClass' must be different for 'Transition' actions in same 'Rule' with {where}"
            if later_days < least:
                return (
                    f"'Days' in the 'Transition' action for StorageClass '{CLASSES[later]}' for {where} must be "
                    f"{least - days} days more than {where} in the 'Transition' action for StorageClass '{CLASSES[index]}'"
                )
        if rule.expiration_days and found and int(rule.expiration_days) <= max(days for _, days in found):
            return f"'Days' in the Expiration action for {where} must be greater than 'Days' in the Transition action"
    return None


def _answer(request, full_url, headers):
    clock.set_ahead(json.loads(request.data)["ahead"])
    return 200, {"content-type": "application/json"}, json.dumps(sweep())


def install() -> None:
    from moto.moto_api._internal.urls import url_paths
    from moto.s3.exceptions import InvalidArgumentError
    from moto.s3.models import FakeBucket, FakeDeleteMarker, FakeKey
    from moto.s3.responses import S3Response

    url_paths["{0}/moto-api/headrace/lifecycle$"] = _answer

    for kind in (FakeKey, FakeDeleteMarker):

        def init(self, *arguments, plain=kind.__init__, **more):
            self.headrace_born = clock.now()
            plain(self, *arguments, **more)

        kind.__init__ = init

    set_lifecycle = FakeBucket.set_lifecycle

    def refusing(self, rules):
        before = self.rules
        set_lifecycle(self, rules)
        wrong = _refusal(self.rules)
        if wrong:
            self.rules = before
            raise InvalidArgumentError(wrong, "Days", "")

    FakeBucket.set_lifecycle = refusing

    put = S3Response._bucket_response_put
    get = S3Response.get_bucket_lifecycle

    def bucket_put(self, request, bucket_name, querystring):
        answer = put(self, request, bucket_name, querystring)
        if "lifecycle" not in querystring:
            return answer
        smallest = request.headers.get(HEADER) or ALL_128K
        self.backend.get_bucket(bucket_name).headrace_smallest = smallest
        return 200, {HEADER: smallest}, ""

    def get_lifecycle(self):
        status, headers, body = get(self)
        smallest = getattr(self.backend.get_bucket(self.bucket_name), "headrace_smallest", ALL_128K)
        plain = {name: value for name, value in headers.items() if name.lower() != HEADER}
        return status, {**plain, HEADER: smallest}, body

    S3Response._bucket_response_put = bucket_put
    S3Response.get_bucket_lifecycle = get_lifecycle

"""moto reads bucket policies without their conditions, so that "deny what is not over TLS" denies everything.

The gateway judges bucket policies, conditions included; moto only keeps them.
"""


def install() -> None:
    from moto.iam.access_control import PermissionResult
    from moto.s3.models import FakeBucket

    assert callable(FakeBucket.get_permission)
    FakeBucket.get_permission = lambda self, action, resource: PermissionResult.NEUTRAL

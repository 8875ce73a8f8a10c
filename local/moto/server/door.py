"""The door of moto's port: only who knows HEADRACE_MOTO_SECRET, which is the gateway, gets through it.

moto itself checks no signature, so that whoever reaches its port has the whole account. The gateway sends the secret with
each request. It also asks here whose an access key is (header x-headrace-key), since moto keeps the secrets of users'
keys and of roles' sessions, and checks the callers' signatures by them. Without a secret in the environment, as in tests
of single handlers, every request passes.
"""

import hmac
import json
import os
from datetime import timezone

SECRET_HEADER = "HTTP_X_HEADRACE_MOTO"
KEY_HEADER = "HTTP_X_HEADRACE_KEY"

_SECRET = os.environ.pop("HEADRACE_MOTO_SECRET", None)


def _user_key(access_key_id):
    from moto.iam.models import iam_backends

    for partitions in list(iam_backends.values()):
        for backend in list(partitions.values()):
            for user in list(backend.users.values()):
                for key in user.access_keys:
                    if key.access_key_id == access_key_id and key.status == "Active":
                        return {
                            "secretAccessKey": key.secret_access_key,
                            "user": {"name": user.name, "arn": user.arn, "id": user.id},
                        }
    return None


def _session_key(access_key_id):
    from moto.sts.models import sts_backends

    for partitions in list(sts_backends.values()):
        for backend in list(partitions.values()):
            session = backend.get_assumed_role_from_access_key(access_key_id)
            if session is not None:
                return {
                    "secretAccessKey": session.secret_access_key,
                    "sessionToken": session.session_token,
                    "roleArn": session.role_arn,
                    "session": session.session_name,
                    "expires": int(session.expiration.replace(tzinfo=timezone.utc).timestamp() * 1000),
                }
    return None


def key(access_key_id):
    """What is known of an access key: its secret; of a user's who that is; of a role's session its token, role, name and end."""
    return _session_key(access_key_id) or _user_key(access_key_id)


def _answer(start_response, status, value):
    body = json.dumps(value).encode()
    start_response(status, [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]


def guarded(application):
    """The WSGI application behind the door."""
    if not _SECRET:
        return application

    def call(environ, start_response):
        given = environ.pop(SECRET_HEADER, "")
        if not hmac.compare_digest(given.encode("latin-1"), _SECRET.encode("latin-1")):
            return _answer(start_response, "403 Forbidden", {"message": "Only the gateway may ask here."})
        wanted = environ.pop(KEY_HEADER, None)
        if wanted is not None:
            return _answer(start_response, "200 OK", key(wanted))
        return application(environ, start_response)

    return call


def install() -> None:
    """Puts the door in front of the server that moto.server.main starts."""
    from moto import server

    plain = server.run_simple

    def run_simple(host, port, application, **options):
        return plain(host, port, guarded(application), **options)

    server.run_simple = run_simple
    _own_requests()


def _own_requests() -> None:
    """What moto's Step Functions ask of other services they ask of this very port."""
    from botocore.endpoint import Endpoint

    own = f"http://localhost:{os.environ.get('MOTO_PORT', '5000')}"
    plain = Endpoint._send

    def send(self, request):
        if _SECRET and self.host.rstrip("/") == own:
            request.headers["X-Headrace-Moto"] = _SECRET
        return plain(self, request)

    Endpoint._send = send

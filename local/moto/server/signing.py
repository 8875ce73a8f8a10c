"""Signs SNS's messages as SNS does, by a key and a certificate of this process's own.

moto leaves the Subject out of the text that it signs, knows version 2 only, makes a key for each subscription, and names an
address of AWS that does not have the certificate. Here the certificate lies where the message says: at the local AWS itself.
Source: the SNS developer guide, "Verifying the signatures of Amazon SNS messages".
"""

import base64
import functools
import hashlib
import threading
from datetime import datetime, timedelta, timezone

import topics

NAMES = {
    "Notification": ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"),
    "SubscriptionConfirmation": ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"),
}
NAMES["UnsubscribeConfirmation"] = NAMES["SubscriptionConfirmation"]

_making = threading.Lock()
# Where the local AWS answers: each request to SNS says so (local/services/sns).
_endpoint = "http://127.0.0.1"


def endpoint():
    return _endpoint


@functools.lru_cache(maxsize=1)
def _made():
    """The key, its certificate and that of the authority that issued it, as PEM."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.x509.oid import NameOID

    now = datetime.now(timezone.utc)

    def certificate(name, public_key, signer, is_authority):
        return (
            x509.CertificateBuilder()
            .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
            .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Headrace local SNS")]))
            .public_key(public_key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=365))
            .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
            .sign(signer, hashes.SHA256())
            .public_bytes(serialization.Encoding.PEM)
        )

    authority = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return (
        key,
        certificate("sns.amazonaws.com", key.public_key(), authority, False),
        certificate("Headrace local SNS", authority.public_key(), authority, True),
    )


def _keys():
    with _making:
        return _made()


def _certificate_name():
    return f"SimpleNotificationService-{hashlib.sha256(_keys()[1]).hexdigest()[:32]}.pem"


def sign(topic, message):
    """Adds version, signature and the certificate's address to a message."""
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import padding

    version = topics.kept(topic).get("SignatureVersion", "1")
    text = "".join(f"{name}\n{message[name]}\n" for name in NAMES[message["Type"]] if name in message)
    algorithm = hashes.SHA256() if version == "2" else hashes.SHA1()
    signature = _keys()[0].sign(text.encode(), padding.PKCS1v15(), algorithm)
    return {
        **message,
        "SignatureVersion": version,
        "Signature": base64.b64encode(signature).decode(),
        "SigningCertURL": f"{_endpoint}/{_certificate_name()}",
    }


def timestamp():
    return datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def _serve(request, full_url, headers):
    """PEM: of the name that messages carry, or of the authority."""
    name = full_url.split("?")[0].rsplit("/", 1)[-1]
    if name == "authority.pem":
        return 200, {"content-type": "application/x-pem-file"}, _keys()[2]
    if name == _certificate_name():
        return 200, {"content-type": "application/x-pem-file"}, _keys()[1]
    return 404, {"content-type": "text/plain"}, "There is no such certificate.\n"


def install() -> None:
    from moto.moto_api._internal.urls import url_paths
    from moto.sns.models import Subscription
    from moto.sns.responses import SNSResponse

    url_paths["{0}/moto-api/headrace/certificates/(?P<name>[^/]+)$"] = _serve

    setup = SNSResponse.setup_class

    def setup_class(self, request, *arguments, **named):
        global _endpoint
        _endpoint = request.headers.get("x-headrace-endpoint", _endpoint)
        return setup(self, request, *arguments, **named)

    SNSResponse.setup_class = setup_class

    def get_post_data(self, message, message_id, subject, message_attributes=None):
        envelope = {"Type": "Notification", "MessageId": message_id, "TopicArn": self.topic.arn}
        if subject:
            envelope["Subject"] = subject
        envelope["Message"] = message
        envelope["Timestamp"] = timestamp()
        envelope = sign(self.topic, envelope)
        envelope["UnsubscribeURL"] = f"{_endpoint}/?Action=Unsubscribe&SubscriptionArn={self.arn}"
        if message_attributes:
            envelope["MessageAttributes"] = message_attributes
        return envelope

    Subscription.get_post_data = get_post_data

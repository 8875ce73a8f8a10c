"""moto writes keys in clear in lists that were asked for with encoding-type=url.

Who asked for it decodes what comes: the AWS provider of Terraform empties a bucket so, and looked for ever for a key with a
plus, which it had read as a blank. Which elements are encoded: the S3 API reference, ListObjectVersions, ListObjects,
ListObjectsV2 and ListMultipartUploads, at EncodingType.
"""

from urllib.parse import quote_plus

# What moto leaves in clear, by action: elements of the document, and those of its lists.
CLEAR = {
    "ListObjects": (
        ("Prefix", "Delimiter", "Marker", "NextMarker"),
        {"CommonPrefixes": "Prefix"},
    ),
    "ListObjectsV2": (("Delimiter", "StartAfter"), {}),
    "ListObjectVersions": (
        ("Prefix", "Delimiter", "KeyMarker", "NextKeyMarker"),
        {"Versions": "Key", "DeleteMarkers": "Key", "CommonPrefixes": "Prefix"},
    ),
    "ListMultipartUploads": (
        ("Prefix", "Delimiter", "KeyMarker", "NextKeyMarker"),
        {"Uploads": "Key", "CommonPrefixes": "Prefix"},
    ),
}


def _encode(document, name):
    if document.get(name):
        document[name] = quote_plus(document[name], safe="/")


def install() -> None:
    from moto.s3.responses import S3Response

    plain = S3Response.serialized

    def serialized(self, action_result):
        clear = CLEAR.get(self.data.get("Action"))
        document = action_result.result
        encoding = self.querystring.get("encoding-type", [None])[0]
        if clear and encoding == "url" and isinstance(document, dict):
            names, lists = clear
            for name in names:
                _encode(document, name)
            for of, name in lists.items():
                for item in document.get(of) or ():
                    _encode(item, name)
            document["EncodingType"] = "url"
        return plain(self, action_result)

    S3Response.serialized = serialized

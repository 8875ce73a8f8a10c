"""moto gives a whole object for one of its parts, and leaves out headers that the request asks for.

Clients that download in parallel ask by part (206, with the part's range and the number of parts), and presigned URLs say
under which name a browser is to save a file. Source: the S3 API reference, GetObject and GetObjectAttributes.
"""

import re

OVERRIDES = (
    "cache-control",
    "content-disposition",
    "content-encoding",
    "content-language",
    "content-type",
    "expires",
)

NO_SUCH_PART = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>InvalidPartNumber</Code>'
    "<Message>The requested partnumber is not satisfiable</Message></Error>"
)


def _parts(key):
    """Sizes of the parts that an object was put together of; none where it was put at once."""
    multipart = getattr(key, "multipart", None)
    if multipart is None:
        return []
    return [multipart.parts[number].size for number in multipart.partlist]


def _without(headers, name):
    return {key: value for key, value in headers.items() if key.lower() != name}


def install() -> None:
    from moto.s3.models import S3Backend
    from moto.s3.responses import S3Response

    plain = S3Response.get_object

    def get_object(self):
        status, headers, content = plain(self)
        number = self._get_int_param("partNumber")
        sizes = _parts(self._get_key()[0]) if status == 200 and number else []
        if sizes:
            if number > len(sizes):
                return 416, {"content-type": "application/xml"}, NO_SUCH_PART
            start, end = sum(sizes[: number - 1]), sum(sizes[:number])
            status, content = 206, content[start:end]
            headers = _without(headers, "content-length")
            headers["content-range"] = f"bytes {start}-{end - 1}/{sum(sizes)}"
            headers["x-amz-mp-parts-count"] = str(len(sizes))
        if status in (200, 206):
            for name in OVERRIDES:
                value = self.querystring.get(f"response-{name}", [None])[0]
                if value is not None:
                    headers = {**_without(headers, name), name: value}
        return status, headers, content

    S3Response.get_object = get_object

    attributes_of = S3Backend.get_object_attributes

    # Of a list in a header, some SDKs write blanks behind the commas.
    def attributes(self, key, names):
        return attributes_of(self, key, [name.strip() for name in names])

    S3Backend.get_object_attributes = attributes

    plain_attributes = S3Response.get_object_attributes

    def get_object_attributes(self):
        wanted = [one.strip() for one in self.headers.get("x-amz-object-attributes", "").split(",")]
        key = self._get_key(validate_storage_class=False)[0]
        sizes = _parts(key)
        status, headers, body = plain_attributes(self)
        # A header's time has another form than a document's.
        headers = {**_without(headers, "last-modified"), "last-modified": key.last_modified_RFC1123}
        if status == 200 and sizes and "ObjectParts" in wanted:
            text = body.decode() if isinstance(body, bytes) else body
            count = f"<ObjectParts><PartsCount>{len(sizes)}</PartsCount></ObjectParts>"
            body = re.sub(r"(<GetObjectAttributes\w+[^>]*?)(/?)>", rf"\1>{count}", text, count=1)
            if body.endswith(count):
                body += "</GetObjectAttributesResponse>"
        return status, headers, body

    S3Response.get_object_attributes = get_object_attributes

"""Large S3 objects as files, which the gateway writes and reads: moto holds only their names.

An upload comes with the header x-headrace-body, the file that holds its body; an object's answer goes back with the
same header, as FILE|OFFSET|LENGTH, and no body. All files lie in the folder HEADRACE_OBJECTS, and none outside it is
ever opened. Without that folder nothing changes.
"""

import os
import shutil
import threading
import uuid

HEADER = "x-headrace-body"
BLOCK = 16 * 1024 * 1024

_FOLDER = os.environ.get("HEADRACE_OBJECTS")
_answering = threading.local()


class FileBody:
    """Bytes that lie in a file. Whoever needs them as bytes gets them."""

    def __init__(self, path, offset, length):
        self.path, self.offset, self.length = path, offset, length

    def __len__(self):
        return self.length

    def __getitem__(self, item):
        if isinstance(item, slice):
            start, stop, step = item.indices(self.length)
            if step == 1:
                return FileBody(self.path, self.offset + start, max(0, stop - start))
        return bytes(self)[item]

    def __bytes__(self):
        with open(self.path, "rb") as file:
            file.seek(self.offset)
            return file.read(self.length)

    def __getattr__(self, name):
        return getattr(bytes(self), name)

    def append_to(self, out):
        with open(self.path, "rb") as file:
            file.seek(self.offset)
            left = self.length
            while left > 0:
                block = file.read(min(BLOCK, left))
                if not block:
                    break
                out.write(block)
                left -= len(block)


def _new_path():
    return os.path.join(_FOLDER, f"{uuid.uuid4().hex}.object")


def _uploaded(path):
    real = os.path.realpath(path)
    if os.path.dirname(real) != os.path.realpath(_FOLDER):
        raise ValueError("a body outside the folder of objects")
    return FileBody(real, 0, os.path.getsize(real))


def _keep(body):
    """A file of its own for a key: a link where the whole file is meant, else a copy of the part."""
    path = _new_path()
    if body.offset == 0 and body.length == os.path.getsize(body.path):
        os.link(body.path, path)
    else:
        with open(path, "wb") as out:
            body.append_to(out)
    return path


def install() -> None:
    if not _FOLDER:
        return
    from moto.s3 import models, responses

    key_class, multipart_class, response_class = models.FakeKey, models.FakeMultipart, responses.S3Response
    plain_value = key_class.value

    def get_value(self):
        path = getattr(self, "_file", None)
        if path is None:
            return plain_value.fget(self)
        body = FileBody(path, 0, self.contentsize)
        return body if getattr(_answering, "now", False) else bytes(body)

    def set_value(self, value):
        if not isinstance(value, FileBody):
            plain_value.fset(self, value)
            return
        self._file = _keep(value)
        self._value_buffer.close()
        self._value_buffer = open(self._file, "rb")
        self.contentsize = value.length

    key_class.value = property(get_value, set_value)

    plain_dispose = key_class.dispose

    def dispose(self, garbage=False):
        plain_dispose(self, garbage)
        path = getattr(self, "_file", None)
        if path is not None:
            self._file = None
            try:
                os.unlink(path)
            except OSError:
                pass

    key_class.dispose = dispose

    plain_complete = multipart_class.complete

    def complete(self, body):
        wanted = list(body)
        parts = [self.parts.get(number) for number, _ in wanted]
        if not any(getattr(part, "_file", None) for part in parts):
            return plain_complete(self, iter(wanted))
        # moto's own checks and ETag, on parts that for the moment have no content.
        empty = {}
        for number, part in self.parts.items():
            empty[number] = _Weightless(part)
        real, self.parts = self.parts, empty
        try:
            _, etag, _ = plain_complete(self, iter(wanted))
        finally:
            self.parts = real
        path = os.path.join(_FOLDER, uuid.uuid4().hex)
        with open(path, "wb") as out:
            for part in parts:
                source = part._value_buffer
                source.seek(0)
                shutil.copyfileobj(source, out, BLOCK)
        self._assembled = path
        return FileBody(path, 0, os.path.getsize(path)), etag, None

    multipart_class.complete = complete

    plain_complete_upload = models.S3Backend.complete_multipart_upload

    def complete_multipart_upload(self, bucket_name, multipart_id, body):
        multipart = self.get_bucket(bucket_name).multiparts.get(multipart_id)
        key = plain_complete_upload(self, bucket_name, multipart_id, body)
        path = getattr(multipart, "_assembled", None)
        if path is not None:
            os.unlink(path)
            # The key has its own link; the parts are no longer needed.
            for part in multipart.parts.values():
                part.dispose()
        return key

    models.S3Backend.complete_multipart_upload = complete_multipart_upload

    plain_setup = response_class.setup_class

    def setup_class(self, request, *arguments, **named):
        plain_setup(self, request, *arguments, **named)
        path = request.headers.get(HEADER)
        if path:
            self.body = _uploaded(path)

    response_class.setup_class = setup_class

    plain_answer = response_class.key_response

    def key_response(self, *arguments, **named):
        _answering.now = True
        try:
            status, headers, content = plain_answer(self, *arguments, **named)
        finally:
            _answering.now = False
        if isinstance(content, FileBody):
            headers = {name: value for name, value in headers.items() if name.lower() != "content-length"}
            headers[HEADER] = f"{content.path}|{content.offset}|{content.length}"
            content = b""
        return status, headers, content

    response_class.key_response = key_response


class _Weightless:
    """A part as moto's completion sees it: its ETag and size, and no bytes."""

    def __init__(self, part):
        self.etag, self.contentsize, self.value = part.etag, part.contentsize, b""

"""Connections to moto's port, and the way from a request to the service that answers it.

werkzeug's server closes the connection after each answer, waits for what may still come on it and writes the head and
the body of an answer apart; and moto lists its own folder for each request, to see whether a host is one of its
services. That was half of the time of a small request. Here a connection stays open until the client closes it (RFC
9112, section 9.3), an answer is written at once, and a host is looked up once.
"""

import functools
import traceback

# Bytes read or written at once.
BLOCK = 64 * 1024


def _handler(plain):
    """werkzeug's handler of requests, or what this moto has made of it, with connections that stay open."""
    from werkzeug.exceptions import ClientDisconnected, InternalServerError
    from werkzeug.serving import DechunkedInput
    from werkzeug.wsgi import LimitedStream

    class Handler(plain):
        """Answers one request after the other on each connection."""

        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True
        # An answer is written at once, unless it is longer than this.
        wbufsize = BLOCK

        def log_request(self, code="-", size="-") -> None:
            """Nothing is said of a request that was answered."""

        def handle_expect_100(self) -> bool:
            going_on = super().handle_expect_100()
            self.wfile.flush()
            return going_on

        def run_wsgi(self) -> None:
            self.environ = environ = self.make_environ()
            body = environ["wsgi.input"]
            if not isinstance(body, DechunkedInput):
                body = LimitedStream(self.rfile, int(environ.get("CONTENT_LENGTH") or 0))
            environ["wsgi.input"] = body
            environ["wsgi.input_terminated"] = True
            try:
                self._answer(environ)
                self.wfile.flush()
                # The next request begins where the body of this one ends.
                while body.read(BLOCK):
                    pass
            except (OSError, ClientDisconnected) as gone:
                self.close_connection = True
                self.connection_dropped(gone, environ)

        def _answer(self, environ) -> None:
            begun = []
            send = None
            parts = ()
            try:
                parts = self.server.app(environ, lambda status, headers, _=None: begun.extend((status, headers)))
                for part in parts:
                    send = send or self._head(environ, *begun)
                    send(part)
                send = send or self._head(environ, *begun)
                send(b"", last=True)
            except OSError:
                raise
            except Exception:
                self.server.log("error", f"Error on request:\n{traceback.format_exc()}")
                self.close_connection = True
                if send is None:
                    failed = InternalServerError()
                    status = f"{failed.code} {failed.name}"
                    self._head(environ, status, failed.get_headers(environ))(failed.get_body(environ).encode())
            finally:
                if hasattr(parts, "close"):
                    parts.close()

        def _head(self, environ, status, headers):
            """Writes the head, and returns what writes the parts of the body: in chunks where no length is said (RFC 9112, section 6)."""
            code, reason = status.split(None, 1) if " " in status else (status, "")
            self.send_response(int(code), reason)
            for name, value in headers:
                self.send_header(name, value)
            bodiless = environ["REQUEST_METHOD"] == "HEAD" or code[0] == "1" or code in ("204", "304")
            sized = any(name.lower() == "content-length" for name, _ in headers)
            if self.close_connection:
                self.send_header("Connection", "close")
            chunked = not (bodiless or sized or self.close_connection)
            if chunked:
                self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()

            def send(part: bytes, last: bool = False) -> None:
                if part and not bodiless:
                    self.wfile.write(b"%x\r\n%b\r\n" % (len(part), part) if chunked else part)
                if chunked and last:
                    self.wfile.write(b"0\r\n\r\n")

            return send

    return Handler


def install() -> None:
    from moto import backends, server
    from moto.moto_server.werkzeug_app import DomainDispatcherApplication
    from werkzeug.serving import WSGIRequestHandler

    services = tuple(backends.list_of_moto_modules())
    backends.list_of_moto_modules = lambda: services
    # Hosts are those of services and regions, some hundreds at most.
    found = functools.cache(DomainDispatcherApplication.get_backend_for_host)
    DomainDispatcherApplication.get_backend_for_host = found

    plain = server.run_simple

    def run_simple(host, port, application, request_handler=WSGIRequestHandler, **options):
        return plain(host, port, application, request_handler=_handler(request_handler), **options)

    server.run_simple = run_simple

"""A reverse proxy in front of the hub that writes down every request and can misbehave on purpose.

Clients must survive cut connections, overload answers and other commits landing in between. A hub that works
does none of this by itself, so the proxy does it at an exact moment, and its record proves what the client sent.
"""

import http.client
import ssl
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "te", "upgrade", "proxy-connection"}
BLOCK = 256 * 1024


@dataclass
class Exchange:
    """One request as the client sent it, and the status it got. Header names are in lower case."""

    method: str
    target: str
    headers: dict
    status: int = 0
    answer_headers: dict = field(default_factory=dict)
    received: int = 0  # bytes of the body that the client sent
    sent: int = 0  # bytes of the body that went back to the client

    @property
    def path(self):
        return urlsplit(self.target).path


@dataclass
class Answer:
    """The proxy answers itself instead of the hub."""

    status: int
    headers: dict = field(default_factory=dict)
    body: bytes = b'{"error":"made by the test"}'


@dataclass
class Cut:
    """The hub's answer is sent up to this many bytes, then the connection breaks."""

    after: int


class Proxy:
    """Use as a context manager. `fault(exchange)` may return an Answer, a Cut or None to pass the request on;
    it may also change exchange.target, or do something else first."""

    def __init__(self, port, fault=None, tls=None, headers=None):
        self.target_port, self.fault, self.extra_headers = port, fault, headers or {}
        self.log = []
        handler = type("Handler", (_Handler,), {"proxy": self})
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        if tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*tls)
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self.port}"

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    def seen(self, method, part=""):
        """The requests with this method whose target contains `part`."""
        return [exchange for exchange in self.log if exchange.method == method and part in exchange.target]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    proxy: Proxy

    def log_message(self, *_):
        pass

    def relay(self):
        headers = {name.lower(): value for name, value in self.headers.items()}
        exchange = Exchange(self.command, self.path, headers)
        self.proxy.log.append(exchange)
        fault = self.proxy.fault(exchange) if self.proxy.fault else None
        if isinstance(fault, Answer):
            self._drain(headers)
            return self._answer(exchange, fault)
        self._forward(exchange, fault.after if isinstance(fault, Cut) else None)

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = do_OPTIONS = do_PATCH = relay

    def _answer(self, exchange, answer):
        exchange.status = answer.status
        self.send_response_only(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)

    def _forward(self, exchange, cut):
        headers = {name: value for name, value in exchange.headers.items() if name not in HOP_BY_HOP}
        headers.update(self.proxy.extra_headers)
        chunked = "chunked" in exchange.headers.get("transfer-encoding", "")
        if chunked:
            headers["transfer-encoding"] = "chunked"
        upstream = http.client.HTTPConnection("127.0.0.1", self.proxy.target_port, timeout=300)
        try:
            body = self._counted(exchange)
            upstream.request(self.command, exchange.target, body, headers, encode_chunked=chunked)
            self._return(exchange, upstream.getresponse(), cut)
        except ConnectionError:
            self.close_connection = True
        finally:
            upstream.close()

    def _return(self, exchange, answer, cut):
        exchange.status = answer.status
        exchange.answer_headers = {name.lower(): value for name, value in answer.getheaders()}
        self.send_response_only(answer.status, answer.reason)
        for name, value in answer.getheaders():
            if name.lower() not in HOP_BY_HOP:
                self.send_header(name, value)
        bodiless = self.command == "HEAD" or answer.status in (204, 304)
        if not bodiless and "content-length" not in exchange.answer_headers:
            self.send_header("Connection", "close")
        self.end_headers()
        while not bodiless and (block := answer.read1(BLOCK)):
            if cut is not None:
                block = block[: cut - exchange.sent]
            self.wfile.write(block)
            exchange.sent += len(block)
            if exchange.sent == cut:
                self.close_connection = True
                return

    def _counted(self, exchange):
        body = self._body(exchange.headers)
        return None if body is None else self._count(exchange, body)

    def _count(self, exchange, body):
        for block in body:
            exchange.received += len(block)
            yield block

    def _body(self, headers):
        if "chunked" in headers.get("transfer-encoding", ""):
            return self._chunks()
        length = int(headers.get("content-length", 0))
        return self._blocks(length) if "content-length" in headers else None

    def _blocks(self, length):
        while length > 0 and (block := self.rfile.read(min(BLOCK, length))):
            length -= len(block)
            yield block

    def _chunks(self):
        while size := int(self.rfile.readline().split(b";")[0], 16):
            yield self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()

    def _drain(self, headers):
        for _ in self._body(headers) or ():
            pass

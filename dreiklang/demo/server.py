"""The demo newsroom as a server. In: HTTP requests, to a proxy or a host. Out: what the invented hosts answer now.

It is a forward proxy for names nobody owns (`*.example`): it answers http:// and https:// addresses alike, in plain HTTP,
and opens no connection to anywhere.
"""

import contextlib
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from urllib.parse import urlsplit

from articles import clock
from dreiklang.demo.answer import Answer
from dreiklang.demo.site import Site

SLOW_S = 1.0
IDLE_S = 30


class Newsroom:
    """Start it, ask it, stop it; also a context manager that takes any free port."""

    def __init__(self) -> None:
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None

    def start(self, port: int = 0, *, host: str = "127.0.0.1") -> None:
        """Serve on an address of this machine, in a thread, until stopped. Raises: OSError if the port is taken."""
        server = _Server((host, port), _Handler)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, name="newsroom")
        thread.start()
        self._server, self._thread = server, thread

    def stop(self) -> None:
        """Close every connection and wait for every thread; a second call does nothing."""
        if self._server is None or self._thread is None:
            return
        self._server.shutdown()
        self._thread.join()
        self._server.hang_up()
        self._server.server_close()
        self._server = self._thread = None

    @property
    def proxy_url(self) -> str:
        """Where it listens. Raises: RuntimeError before start."""
        if self._server is None:
            raise RuntimeError("the newsroom is not open; call start() first")
        return f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> "Newsroom":
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


class _Server(ThreadingHTTPServer):
    daemon_threads = False
    block_on_close = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], handler: type[BaseHTTPRequestHandler]) -> None:
        self.site = Site()
        self.closing = threading.Event()
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        super().__init__(address, handler)

    def keep(self, connection: socket.socket) -> None:
        """Remember an open connection; hang up at once where the house is closing already."""
        with self._lock:
            self._open.add(connection)
        if self.closing.is_set():
            self.hang_up()

    def forget(self, connection: socket.socket) -> None:
        """The connection is about to be closed."""
        with self._lock:
            self._open.discard(connection)

    def hang_up(self) -> None:
        """Wake the threads that wait on idle connections, or sleep for a slow page."""
        self.closing.set()
        with self._lock:
            for connection in self._open:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "newsroom"
    disable_nagle_algorithm = True
    wbufsize = -1
    timeout = IDLE_S
    server: _Server

    def setup(self) -> None:
        """Let the server know the connection, so that it can hang up."""
        super().setup()
        self.server.keep(self.connection)

    def finish(self) -> None:
        """Close the connection, which the other side may have done before."""
        self.server.forget(self.connection)
        with contextlib.suppress(ConnectionError):
            super().finish()

    def handle(self) -> None:
        """Answer until the connection ends, however it ends."""
        with contextlib.suppress(ConnectionError):
            super().handle()

    def do_GET(self) -> None:
        """Answer as the host that is asked for, at this moment of the news."""
        host, path = self._asked()
        answer = self.server.site.answer(host, path, now=clock.now())
        if answer.slow:
            self.server.closing.wait(SLOW_S)
        none_match, modified_since = (self.headers.get(name) for name in ("If-None-Match", "If-Modified-Since"))
        self._send(answer.unless_known(none_match=none_match, modified_since=modified_since))

    do_HEAD = do_GET  # noqa: N815 (the same)

    def do_CONNECT(self) -> None:
        """Say what to set instead."""
        text = (
            b"This proxy opens no tunnels: set crawl.proxy_connect = false and ask for https addresses in plain HTTP.\n"
        )
        self._send(Answer(status=405, body=text, content_type="text/plain", headers={"Connection": "close"}))

    def _asked(self) -> tuple[str, str]:
        """Host and path, in absolute form as a proxy is asked, or from the Host header."""
        asked = urlsplit(self.path)
        host = asked.netloc or self.headers.get("Host", "")
        path = (asked.path or "/") + (f"?{asked.query}" if asked.query else "")
        return host.rpartition("@")[2].partition(":")[0].lower(), path

    def _send(self, answer: Answer) -> None:
        self.send_response(answer.status)
        for name, value in answer.all_headers().items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (http.server's name)
        """Say nothing: the crawler logs what it asks."""

"""A server that speaks as much of Elasticsearch as a test needs. In: answers by path. Out: an address on loopback.

For what a real server does not do when asked: be of another version, refuse a password, be slow, be overloaded for a while.
"""

import json
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

Answer = tuple[int, Any]
GREETING = {"version": {"number": "9.5.3"}, "tagline": "You Know, for Search"}
PRODUCT = {"X-elastic-product": "Elasticsearch"}


def error(status: int, kind: str, reason: str = "because") -> Answer:
    """As Elasticsearch words it."""
    cause = {"type": kind, "reason": reason}
    return status, {"error": cause | {"root_cause": [cause]}, "status": status}


@dataclass
class Fake:
    """What is answered; `seen` is what was asked: method and path, headers, body."""

    answers: dict[str, Callable[[bytes], Answer]] = field(default_factory=dict)
    greeting: Answer = (200, GREETING)
    product: dict[str, str] = field(default_factory=lambda: dict(PRODUCT))
    delay_s: float = 0.0
    url: str = ""
    seen: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)

    def answer(self, path: str, body: bytes) -> Answer:
        """By the first words of a path; the greeting for everything else."""
        asked = next((given for start, given in self.answers.items() if path.startswith(start)), None)
        return asked(body) if asked else self.greeting


@contextmanager
def serving(fake: Fake, *, tls: ssl.SSLContext | None = None) -> Iterator[Fake]:
    """The fake on a free port of localhost, until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            fake.seen.append(
                (f"{self.command} {self.path}", {name.lower(): one for name, one in self.headers.items()}, body)
            )
            time.sleep(fake.delay_s)
            status, answer = fake.answer(self.path, body)
            made = json.dumps(answer).encode()
            self.send_response(status)
            for name, value in (
                fake.product | {"Content-Type": "application/json", "Content-Length": str(len(made))}
            ).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(made)

        do_POST = do_PUT = do_GET  # noqa: N815 (names that http.server calls)

        def log_message(self, *args: Any) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # a client that gave up is what some tests want
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    Thread(target=server.serve_forever, daemon=True).start()
    fake.url = f"{'https' if tls else 'http'}://localhost:{server.server_port}"
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()

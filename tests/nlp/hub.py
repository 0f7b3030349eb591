"""A hub of models on this machine. In: files by name. Out: a server that answers with them, whole or from an offset."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


@dataclass
class FakeHub:
    """`cut_after` ends every answer after so many bytes; `asked` holds (path, range) of every request.

    `commit` is what every revision stands for; of `large` files it tells the SHA-256, as hubs do.
    """

    files: Mapping[str, bytes]
    cut_after: int | None = None
    commit: str = "c0ffee"
    licence: str | None = "mit"
    large: tuple[str, ...] = ()
    url: str = ""
    asked: list[tuple[str, str | None]] = field(default_factory=list)

    def answer(self, path: str) -> bytes | None:
        """The body for a path of the hub; None where it has nothing."""
        if path.startswith("/api/models/"):
            siblings = [self._told(name, body) for name, body in self.files.items()]
            return json.dumps(
                {"sha": self.commit, "siblings": siblings, "cardData": {"license": self.licence}}
            ).encode()
        return self.files.get(path.partition("/resolve/")[2].partition("/")[2])

    def _told(self, name: str, body: bytes) -> dict[str, object]:
        large = {"lfs": {"sha256": hashlib.sha256(body).hexdigest()}} if name in self.large else {}
        return {"rfilename": name, "size": len(body), **large}


@contextmanager
def serving(hub: FakeHub) -> Iterator[FakeHub]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = self.headers.get("range")
            hub.asked.append((self.path, asked))
            body = hub.answer(self.path)
            start = int(asked.removeprefix("bytes=").removesuffix("-")) if asked else 0
            if body is None or start >= len(body):
                self.send_error(404 if body is None else 416)
                return
            self.send_response(206 if asked else 200)
            self.send_header("Content-Length", str(len(body) - start))
            self.end_headers()
            self.wfile.write(body[start:][: hub.cut_after])

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the name is http.server's)
            """Stay quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever)
    thread.start()
    hub.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield hub
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

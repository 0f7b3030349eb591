"""A hub of models on this machine. In: files by path. Out: a server that answers with them, whole or from an offset."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


@dataclass
class FakeHub:
    """`cut_after` ends every answer after so many bytes; `asked` holds (path, range) of every request."""

    files: Mapping[str, bytes]
    cut_after: int | None = None
    url: str = ""
    asked: list[tuple[str, str | None]] = field(default_factory=list)


@contextmanager
def serving(hub: FakeHub) -> Iterator[FakeHub]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = self.headers.get("range")
            hub.asked.append((self.path, asked))
            body = hub.files.get(self.path.rpartition("/")[2])
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

"""A small web of our own, on one port of 127.0.0.1. In: sites by host name. Out: their answers, and a log of who asked what.

It answers as a forward proxy (absolute-form requests, http and https alike, and CONNECT) and as a plain server, for names
nobody owns.
A site is a function from Asked to Said; Said can be slow, endless, cut off, or raw bytes.
"""

import asyncio
import contextlib
import itertools
import ssl
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from urllib.parse import urlsplit

HEAD_BYTES = 64 * 1024


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One request; `times` counts how often the same address was asked before."""

    scheme: str
    host: str
    path: str
    headers: Mapping[str, str]
    times: int


@dataclass(frozen=True, kw_only=True)
class Said:
    """One answer. `chunks` are sent one by one, `pause_s` apart; `claims` is a Content-Length that may be a lie."""

    status: int = 200
    body: bytes = b""
    kind: str = "text/html; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)
    wait_s: float = 0.0
    chunks: Iterable[bytes] | None = None
    pause_s: float = 0.0
    claims: int | None = None
    raw: bytes | None = None


@dataclass(frozen=True, kw_only=True)
class Hit:
    """One request in the log; times are seconds of this machine."""

    host: str
    path: str
    status: int
    headers: Mapping[str, str]
    began_s: float
    ended_s: float

    @property
    def url(self) -> str:
        return f"{self.host}{self.path}"

    @property
    def is_conditional(self) -> bool:
        return "if-none-match" in self.headers or "if-modified-since" in self.headers


Site = Callable[[Asked], Said]


class WebServer:
    """Start it with `with`; `sites` may be changed while it runs."""

    def __init__(self, sites: Mapping[str, Site] | None = None, *, tls: ssl.SSLContext | None = None) -> None:
        self.sites = dict(sites or {})
        self.hits: list[Hit] = []
        self.port = 0
        self.tunnels: dict[str, int] = {}
        self._tls = tls
        self._times: Counter[str] = Counter()
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, name="webserver")

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def paths(self, host: str) -> list[str]:
        """What was asked of a host, in order."""
        return [hit.path for hit in self.hits if hit.host == host]

    def overlaps(self) -> list[tuple[Hit, Hit]]:
        """Requests to one host that were answered at the same time."""
        found = []
        ordered = sorted(self.hits, key=lambda hit: (hit.host, hit.began_s))
        for before, after in itertools.pairwise(ordered):
            if before.host == after.host and after.began_s < before.ended_s:
                found.append((before, after))
        return found

    def __enter__(self) -> "WebServer":
        self._thread.start()
        self._ready.wait()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        start = asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self._tls, limit=HEAD_BYTES, backlog=256)
        server = self._loop.run_until_complete(start)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        try:
            self._loop.run_forever()
        finally:
            server.close()
            tasks = asyncio.all_tasks(self._loop)
            for task in tasks:
                task.cancel()
            self._loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
            self._loop.run_until_complete(self._loop.shutdown_asyncgens())
            self._loop.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            with contextlib.suppress(
                ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError, ssl.SSLError
            ):
                while await self._exchange(reader, writer):
                    pass
        finally:
            writer.close()
            with contextlib.suppress(ConnectionError, ssl.SSLError, TimeoutError):
                await writer.wait_closed()

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """One request and its answer; False when the connection is to end."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        began_s = time.time()
        if head.startswith("CONNECT "):
            return await self._tunnel(head.split(" ")[1], reader, writer)
        asked = self._asked(head)
        site = self.sites.get(asked.host, _nobody)
        said = site(asked)
        await asyncio.sleep(said.wait_s)
        if said.chunks is None:
            self._log(asked, said, began_s)
        try:
            return await _send(writer, said)
        finally:
            if said.chunks is not None:
                self._log(asked, said, began_s)

    async def _tunnel(self, target: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Connect to the port that `tunnels` names for "host:port", or refuse; the connection ends with it."""
        if target not in self.tunnels:
            writer.write(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
            return False
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.tunnels[target])
        writer.write(b"HTTP/1.1 200 Connected\r\n\r\n")
        await asyncio.gather(_pipe(reader, far_writer), _pipe(far_reader, writer))
        return False

    def _asked(self, head: str) -> Asked:
        first, *lines = head.split("\r\n")
        target = first.split(" ")[1]
        headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        split = urlsplit(target)
        host = split.netloc or headers.get("host", "")
        path = (split.path or "/") + (f"?{split.query}" if split.query else "")
        times = self._times[host + path]
        self._times[host + path] += 1
        scheme = split.scheme or ("https" if self._tls else "http")
        return Asked(scheme=scheme, host=host, path=path, headers=headers, times=times)

    def _log(self, asked: Asked, said: Said, began_s: float) -> None:
        hit = Hit(
            host=asked.host,
            path=asked.path,
            status=said.status,
            headers=asked.headers,
            began_s=began_s,
            ended_s=time.time(),
        )
        self.hits.append(hit)


async def _pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(HEAD_BYTES):
            writer.write(data)
            await writer.drain()
    finally:
        writer.close()


async def _send(writer: asyncio.StreamWriter, said: Said) -> bool:
    if said.raw is not None:
        writer.write(said.raw)
        await writer.drain()
        return False
    length = said.claims if said.claims is not None else len(said.body)
    headers = {"Content-Type": said.kind, **said.headers}
    if said.chunks is None:
        headers["Content-Length"] = str(length)
    else:
        headers["Connection"] = "close"
    lines = [f"HTTP/1.1 {said.status} X", *(f"{name}: {value}" for name, value in headers.items() if value)]
    writer.write("\r\n".join([*lines, "", ""]).encode("latin-1") + said.body)
    for chunk in said.chunks or ():
        writer.write(chunk)
        await writer.drain()
        await asyncio.sleep(said.pause_s)
    await writer.drain()
    return said.chunks is None and length == len(said.body)


def _nobody(asked: Asked) -> Said:
    return Said(status=404, body=b"<p>nobody lives here</p>")


def paths(answers: Mapping[str, Said | Site]) -> Site:
    """A site by path; 404 elsewhere, so that it has no robots.txt unless it is given one."""

    def site(asked: Asked) -> Said:
        answer = answers.get(asked.path, _nobody)
        return answer if isinstance(answer, Said) else answer(asked)

    return site


def news_site(host: str, *, articles: int, text: str = "", wait_s: float = 0.0, robots: str = "") -> Site:
    """A well-kept site: a feed and its articles, each with an ETag that is honoured."""
    names = [f"/article-{number}.html" for number in range(1, articles + 1)]

    def site(asked: Asked) -> Said:
        if asked.path == "/feed.xml":
            return _tagged(asked, feed(host, names), kind="application/rss+xml", wait_s=wait_s)
        if asked.path == "/robots.txt" and robots:
            return Said(body=robots.encode(), kind="text/plain", wait_s=wait_s)
        if asked.path in names:
            return _tagged(asked, page(f"Article {asked.path} of {host}", text), wait_s=wait_s)
        return Said(status=404, wait_s=wait_s)

    return site


def feed(host: str, names: Iterable[str]) -> bytes:
    """An RSS feed of undated articles."""
    items = "".join(f"<item><title>{name}</title><link>https://{host}{name}</link></item>" for name in names)
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>{host}</title>{items}</channel></rss>'.encode()


def page(title: str, text: str = "") -> bytes:
    """A small HTML page."""
    body = text or "The council met on Tuesday and agreed on rules for artificial intelligence. " * 20
    return f"<!doctype html><html><head><title>{title}</title></head><body><h1>{title}</h1><p>{body}</p></body></html>".encode()


def _tagged(asked: Asked, body: bytes, *, kind: str = "text/html; charset=utf-8", wait_s: float = 0.0) -> Said:
    tag = f'"{hash(body) & 0xFFFFFFFF:x}"'
    if asked.headers.get("if-none-match") == tag:
        return Said(status=304, headers={"ETag": tag}, kind="", wait_s=wait_s)
    return Said(body=body, kind=kind, headers={"ETag": tag}, wait_s=wait_s)


def tls_context(certificate: Path, key: Path) -> ssl.SSLContext:
    """Server side of TLS with a certificate of our own."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context

"""Answers as WARC 1.1 records. In: Pages. Out: gzip members, one a record, and from a record its Page again.

A Page's body is decoded: no chunks, no compression. The headers that spoke of them are kept under X-Archive-Orig-, as
other crawlers do, so that a record never claims an encoding its bytes do not have.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from http.client import responses
from io import BytesIO
from typing import Any
from urllib.parse import quote, urlsplit

from warcio.recordbuilder import RecordBuilder
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter
from zlib_ng import zlib_ng

from articles.model import ArchiveRef, Page

GZIP_LEVEL = 4  # measured on 40 pages of 50 kB: 0.51 ms and 12.8 kB; level 6: 0.81 ms and 12.4 kB
GZIP_WINDOW = 31  # zlib's word for gzip framing
SOFTWARE = "Dreiklang"
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
ORIGINAL = "x-archive-orig-"
OF_THE_WIRE = ("content-encoding", "transfer-encoding", "content-length")
URL = "Dreiklang-Url"
SOURCE = "Dreiklang-Source"
STEP = "Dreiklang-Step"
PARENT = "Dreiklang-Parent"
REFERS_TO_FILE = "WARC-Refers-To-Filename"
REFERS_TO_OFFSET = "WARC-Refers-To-File-Offset"
PRINTABLE = "".join(map(chr, range(0x20, 0x7F)))
NO_TOKEN = re.compile(r"[^!#$%&'*+.^_`|~0-9A-Za-z-]")
LINE_BREAK = re.compile(r"[\r\n\0]+")
_build = RecordBuilder(warc_version="1.1")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """How a page was asked for: `parent` is the page that links a document, `step` tells feeds from articles."""

    headers: Mapping[str, str]
    step: str = "fetch"
    parent: str | None = None
    protocol: str = "HTTP/1.1"


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One archived answer, and what it was asked for."""

    page: Page
    step: str
    parent: str | None
    same_as: ArchiveRef | None = None


def file_head(name: str) -> bytes:
    """The warcinfo record every file begins with."""
    info = {"software": SOFTWARE, "format": "WARC File Format 1.1", "robots": "obey"}
    return _member(_build.create_warcinfo_record(name, info))


def exchange(page: Page, asked: Asked) -> bytes:
    """A response record, then its request record: two gzip members."""
    fields = _fields(page, asked)
    response = _build.create_warc_record(
        _ascii(page.final_url),
        "response",
        payload=BytesIO(page.body),
        length=len(page.body),
        warc_headers_dict=fields,
        http_headers=_response_head(page, asked.protocol),
    )
    return _member(response) + _member(_request(page, asked, response))


def revisit(page: Page, asked: Asked, *, same_as: ArchiveRef, digest: str, date: datetime) -> bytes:
    """A revisit record and its request record: the answer said, or showed, that nothing had changed."""
    fields = _fields(page, asked) | {REFERS_TO_FILE: same_as.file, REFERS_TO_OFFSET: str(same_as.offset)}
    record = _build.create_revisit_record(
        _ascii(page.final_url),
        f"sha256:{digest}",
        _ascii(page.final_url),
        _date(date),
        http_headers=_response_head(page, asked.protocol),
        warc_headers_dict=fields,
    )
    if page.status == HTTPStatus.NOT_MODIFIED:
        record.rec_headers.replace_header("WARC-Profile", NOT_MODIFIED)
    return _member(record) + _member(_request(page, asked, record))


def answer_of(record: Any, ref: ArchiveRef) -> Answer | None:
    """What a response or revisit record holds; None for any other record. Raises: EOFError for one that is cut."""
    if record.rec_type not in ("response", "revisit") or record.http_headers is None:
        return None
    body = record.raw_stream.read()
    if record.raw_stream.limit > 0:
        raise EOFError(f"{record.raw_stream.limit} bytes of the record are missing")
    fields = record.rec_headers
    target = fields.get_header("WARC-Target-URI")
    page = Page(
        url=fields.get_header(URL, target),
        final_url=target,
        status=int(record.http_headers.get_statuscode()),
        headers=_original(record.http_headers.headers),
        body=body,
        fetched_at=datetime.fromisoformat(fields.get_header("WARC-Date")).astimezone(UTC),
        source=fields.get_header(SOURCE),
        archived=ref,
    )
    return Answer(
        page=page,
        step=fields.get_header(STEP, "fetch"),
        parent=fields.get_header(PARENT),
        same_as=_same_as(fields),
    )


def _same_as(fields: Any) -> ArchiveRef | None:
    file = fields.get_header(REFERS_TO_FILE)
    return ArchiveRef(file=file, offset=int(fields.get_header(REFERS_TO_OFFSET))) if file else None


def _request(page: Page, asked: Asked, response: Any) -> Any:
    parts = urlsplit(_ascii(page.final_url))
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    head = StatusAndHeaders(f"GET {target} HTTP/1.1", _headers({"host": parts.netloc, **asked.headers}))
    head.protocol, _, head.statusline = head.statusline.partition(" ")
    fields = {
        "WARC-Date": _date(page.fetched_at),
        "WARC-Concurrent-To": response.rec_headers.get_header("WARC-Record-ID"),
    }
    return _build.create_warc_record(_ascii(page.final_url), "request", warc_headers_dict=fields, http_headers=head)


def _response_head(page: Page, protocol: str) -> StatusAndHeaders:
    reason = responses.get(page.status, "Unknown")
    renamed = {ORIGINAL + name if name in OF_THE_WIRE else name: value for name, value in page.headers.items()}
    sent = _headers({**renamed, "content-length": str(len(page.body))})
    return StatusAndHeaders(f"{page.status} {reason}", sent, protocol=protocol)


def _original(headers: list[tuple[str, str]]) -> dict[str, str]:
    kept = {name.lower(): value for name, value in headers if name.lower() not in OF_THE_WIRE}
    return {name.removeprefix(ORIGINAL): value for name, value in kept.items()}


def _fields(page: Page, asked: Asked) -> dict[str, str]:
    given = {URL: page.url, SOURCE: page.source, STEP: asked.step, PARENT: asked.parent}
    return {"WARC-Date": _date(page.fetched_at)} | {name: _line(value) for name, value in given.items() if value}


def _headers(headers: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(NO_TOKEN.sub("-", name), _ascii(value)) for name, value in headers.items() if name]


def _ascii(value: str) -> str:
    """What is beyond ASCII percent-encoded; warcio's own encoder fails where values mix it with attributes."""
    line = _line(value)
    return line if line.isascii() else quote(line, safe=PRINTABLE, errors="replace")


def _line(value: str) -> str:
    return LINE_BREAK.sub(" ", value).strip()


def _date(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _member(record: Any) -> bytes:
    plain = BytesIO()
    WARCWriter(plain, gzip=False, warc_version="1.1").write_record(record)
    compressor = zlib_ng.compressobj(GZIP_LEVEL, zlib_ng.DEFLATED, GZIP_WINDOW)
    return compressor.compress(plain.getbuffer()) + compressor.flush()

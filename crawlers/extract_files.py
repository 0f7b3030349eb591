"""Saved pages -> articles as JSON. In: bytes, or a manifest of files. Out: one dict a page, in the manifest's order."""

import gzip
import json
import zlib
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime, timezone
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

from articles.clock import now
from articles.errors import BadInput
from articles.model import Page, Precision, Source
from articles.outcome import Outcome
from crawlers.extract import Extracted, extract
from crawlers.source_files import load_sources
from crawlers.urls import host_of, registrable_domain

_CHUNK = 8
_GZIP_MAGIC = b"\x1f\x8b"
_Line = tuple[str, str, Path]  # what it holds, where it stands, the folder its path is relative to


def extract_bytes(
    body: bytes, *, url: str, source: Source | None = None, headers: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """One saved page as {url, canonical, title, authors, published, updated, language, script, origin, ...}.

    Without a source, the one that ships for this host is taken.
    """
    page = Page(url=url, final_url=url, status=200, headers=headers or {}, body=body, fetched_at=now())
    return as_row(extract(page, source=source or source_of(url)), url=url)


def source_of(url: str) -> Source | None:
    """The packaged source with this host, or else the only one of this registrable domain."""
    try:
        host, domain = host_of(url), registrable_domain(url)
    except BadInput:
        return None
    found = _packaged().get(host.removeprefix("www.")) or _packaged().get(domain) or []
    return found[0] if len(found) == 1 else None


@cache
def _packaged() -> dict[str, list[Source]]:
    """Sources by host and by registrable domain."""
    found: dict[str, list[Source]] = {}
    for source in load_sources(folders=[Path(__file__).parent / "sources"]).values():
        for name in {host_of(source.homepage).removeprefix("www."), registrable_domain(source.homepage)}:
            found.setdefault(name, []).append(source)
    return found


def as_row(extracted: Extracted, *, url: str) -> dict[str, Any]:
    """What the command line prints of a page: times as the page's clock showed them, a day without a time as a day."""
    zone = timezone(extracted.utc_offset)
    return {
        "url": url,
        "canonical": extracted.canonical,
        "title": extracted.title,
        "authors": list(extracted.authors),
        "published": _printed(extracted.published, extracted.published_precision, zone),
        "updated": _printed(extracted.updated, "minute", zone),
        "language": extracted.language,
        "script": extracted.script,
        "origin": extracted.origin,
        "paragraphs": list(extracted.paragraphs),
        "outcome": str(extracted.outcome),
    }


def extract_manifest(path: Path, *, jobs: int) -> Iterator[dict[str, Any]]:
    """Every page of a manifest, {id, url, path} a line; a broken line or file gives {id, outcome: failed, error}."""
    lines = _read_manifest(path)
    if jobs == 1:
        yield from map(_extract_line, lines)
        return
    with ProcessPoolExecutor(max_workers=jobs) as pool:
        remaining = iter(lines)
        while batch := list(islice(remaining, jobs * _CHUNK * 4)):
            yield from pool.map(_extract_line, batch, chunksize=_CHUNK)


def _printed(moment: datetime | None, precision: Precision | None, zone: timezone) -> str | None:
    if moment is None:
        return None
    return moment.date().isoformat() if precision == "day" else moment.astimezone(zone).isoformat()


def _read_manifest(path: Path) -> list[_Line]:
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    return [(line, f"{path}, line {number}", path.parent) for number, line in enumerate(lines, start=1) if line.strip()]


def _extract_line(line: _Line) -> dict[str, Any]:
    text, where, folder = line
    row = _parsed(text)
    try:
        match row:
            case {"id": identifier, "url": str() | None as url, "path": str() as name}:
                return {"id": identifier, **extract_bytes(_body(folder / name), url=url or "")}
        raise BadInput(f"{where}: expected an object with id, url and path, got {text[:80]!r}", subject=where)
    except BadInput as error:
        identifier = row.get("id") if isinstance(row, dict) else None
        return {"id": identifier, "outcome": str(Outcome.FAILED), "error": str(error)}


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _body(path: Path) -> bytes:
    try:
        body = path.read_bytes()
        return gzip.decompress(body) if body.startswith(_GZIP_MAGIC) else body
    except (OSError, EOFError, ValueError, zlib.error) as error:
        raise BadInput(f"cannot read {path}: {error}", subject=str(path)) from error

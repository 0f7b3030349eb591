"""Atom feeds as files. In: articles or policy events. Out: the bytes of a feed that readers and validators accept.

A press text is carried no longer than its source's rights allow. Ids are stable, so that a reader shows each entry once.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from articles.model import Article, PolicyEvent, Rendering, Source
from articles.text import clean
from delivery import wording
from delivery.excerpts import shorten
from delivery.rendering import web

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

MOST_ENTRIES = 100
AUTHOR = "Dreiklang"
ATOM = "http://www.w3.org/2005/Atom"
IN = f"{{{ATOM}}}"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One entry: `name` is its stable id within its kind."""

    name: str
    title: str
    href: str
    language: str
    published: datetime
    updated: datetime
    summary: str
    categories: tuple[str, ...] = ()


def article_entry(article: Article, source: Source, *, translated: Rendering | None, topics: Sequence[str]) -> Entry:
    """An article: its original title, its translation marked, and an excerpt."""
    said = [f"{clean(source.name)} ({article.language})"]
    if translated:
        said.append(wording.machine(translated, "en") + shorten(translated.english))
    if text := excerpt(article, source):
        said.append(text)
    return Entry(
        name=f"article:{article.id}",
        title=shorten(article.title),
        href=article.url,
        language=article.language,
        published=article.dated,
        updated=max(article.dated, article.updated or article.dated),
        summary="\n".join(said),
        categories=tuple(topics),
    )


def event_entries(event: PolicyEvent, *, href: str, language: str) -> list[Entry]:
    """One entry for every open stage of an act."""
    return [
        Entry(
            name=f"stage:{stage.id}",
            title=f"{wording.act_line(event, stage, language)} - {shorten(event.title)}",
            href=href,
            language=language,
            published=stage.opened_at,
            updated=stage.opened_at,
            summary=wording.evidence_state(event, stage, language),
            categories=event.topics,
        )
        for stage in event.stages
        if stage.opened_at is not None and not stage.retracted
    ]


def excerpt(article: Article, source: Source) -> str:
    """The beginning of a text, as far as rights allow; nothing of a text whose rights are reserved that far."""
    return shorten(" ".join(article.paragraphs), source.rights.excerpt_chars)


def atom(name: str, title: str, entries: Iterable[Entry], *, updated: datetime) -> bytes:
    """A feed with the newest entries first; without entries it is still a feed. Source: RFC 4287."""
    from lxml import etree

    newest = sorted(entries, key=lambda one: (one.updated, one.name), reverse=True)[:MOST_ENTRIES]
    feed = etree.Element(IN + "feed", nsmap={None: ATOM})  # type: ignore[dict-item]  # the stubs know no default namespace
    _texts(feed, id=f"urn:dreiklang:feed:{name}", title=clean(title), updated=updated.isoformat())
    etree.SubElement(feed, IN + "link", href=f"{name}.xml", rel="self")
    _texts(etree.SubElement(feed, IN + "author"), name=AUTHOR)
    for one in newest:
        _add(feed, one)
    written: bytes = etree.tostring(feed, encoding="UTF-8", xml_declaration=True, pretty_print=True)
    return written


def _add(feed: "Element", one: Entry) -> None:
    from lxml import etree

    entry = etree.SubElement(feed, IN + "entry")
    href = web(one.href)
    _texts(entry, id=f"urn:dreiklang:{one.name}", title=one.title or href, updated=one.updated.isoformat())
    _texts(entry, published=one.published.isoformat(), summary=one.summary)
    etree.SubElement(entry, IN + "link", href=href, hreflang=one.language)
    for category in one.categories:
        etree.SubElement(entry, IN + "category", term=category)


def _texts(parent: "Element", **texts: str) -> None:
    from lxml import etree

    for name, text in texts.items():
        etree.SubElement(parent, IN + name).text = text


def write(path: Path, written: bytes) -> None:
    """The whole file or the one that was there; unchanged content leaves the file alone."""
    if path.is_file() and path.read_bytes() == written:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    part.write_bytes(written)
    part.replace(path)

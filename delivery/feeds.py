"""Atom feeds as files. In: articles or policy events. Out: the bytes of a feed that readers and validators accept.

A press text is carried no longer than its source's rights allow. Ids are stable, so that a reader shows each entry once.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from feedgen.feed import FeedGenerator

from articles.model import Article, PolicyEvent, Source
from articles.text import clean
from delivery import wording
from delivery.rendering import web

MOST_ENTRIES = 100
AUTHOR = {"name": "Dreiklang"}


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


def article_entry(article: Article, source: Source, *, translated: str | None, topics: Sequence[str]) -> Entry:
    """An article: its original title, its translation marked, and an excerpt."""
    said = [f"{clean(source.name)} ({article.language})"]
    if translated:
        said.append(f"mt: {clean(translated)}")
    if text := excerpt(article, source):
        said.append(text)
    return Entry(
        name=f"article:{article.id}",
        title=clean(article.title),
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
            title=clean(f"{wording.act_line(event, stage, language)} - {event.title}"),
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
    text = clean(" ".join(article.paragraphs))
    most = max(0, source.rights.excerpt_chars)
    return text if len(text) <= most else (text[:most].rstrip() + "…" if most else "")


def atom(name: str, title: str, entries: Iterable[Entry], *, updated: datetime) -> bytes:
    """A feed with the newest entries first; without entries it is still a feed."""
    feed = FeedGenerator()
    feed.id(f"urn:dreiklang:feed:{name}")
    feed.title(clean(title))
    feed.author(AUTHOR)
    feed.updated(updated)
    feed.link(href=f"{name}.xml", rel="self")
    newest = sorted(entries, key=lambda one: (one.updated, one.name), reverse=True)[:MOST_ENTRIES]
    for one in newest:
        entry = feed.add_entry(order="append")
        entry.id(f"urn:dreiklang:{one.name}")
        entry.title(one.title or one.href)
        entry.link(href=web(one.href), hreflang=one.language)
        entry.published(one.published)
        entry.updated(one.updated)
        entry.summary(one.summary)
        entry.author(AUTHOR)
        for category in one.categories:
            entry.category(term=category)
    written: bytes = feed.atom_str(pretty=True)
    return written


def write(path: Path, written: bytes) -> None:
    """The whole file or the one that was there; unchanged content leaves the file alone."""
    if path.is_file() and path.read_bytes() == written:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    part.write_bytes(written)
    part.replace(path)

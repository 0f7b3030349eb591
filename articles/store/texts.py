"""Articles in the store, revision by revision. In: an Article as extracted. Out: its id, and whether its text is new.

An id is minted from the first normalised URL and never changes; every further URL that leads there is an alias.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from pydantic import TypeAdapter
from sqlalchemy import Connection, Select, select, update

from articles.model import Article, ArticleState
from articles.store.claims import insert
from articles.store.tables import article_urls, articles

Change = Literal["new", "changed", "same"]
_ARTICLE = TypeAdapter(Article)


@dataclass(frozen=True, kw_only=True)
class Kept:
    """What became of an article that was handed in."""

    article: Article
    change: Change


def mint(url: str) -> str:
    """The opaque article id of a URL seen first: 16 hex digits of its SHA-256."""
    return hashlib.sha256(url.encode()).hexdigest()[:16]


def article_id(connection: Connection, url: str) -> str | None:
    """The article a URL leads to, None when no article is known under it."""
    found: str | None = connection.scalar(select(article_urls.c.article_id).where(article_urls.c.url == url))
    return found


def load_for_change(connection: Connection, url: str) -> Article | None:
    """The article a URL leads to; other writers of the same article wait until this transaction is over."""
    known = article_id(connection, url)
    if known is None:
        return None
    connection.execute(select(article_urls.c.url).where(article_urls.c.article_id == known).with_for_update())
    return load_article(connection, known)


def add_url(connection: Connection, url: str, to: str) -> None:
    """Let a URL lead to an article; the first article a URL led to keeps it."""
    connection.execute(insert(connection, article_urls).values(url=url, article_id=to).on_conflict_do_nothing())


def keep_article(connection: Connection, article: Article) -> Kept:
    """Store an article as a new revision where its text, title, state or attachments differ from the latest one."""
    latest = load_article(connection, article.id)
    if latest is None:
        first = replace(article, revision=1)
        _write(connection, first)
        add_url(connection, article.url, article.id)
        return Kept(article=first, change="new")
    if _digest(latest) == _digest(article):
        return Kept(article=latest, change="same")
    state = _state_after(latest, article)
    changed = replace(
        article,
        revision=latest.revision + 1,
        first_seen=latest.first_seen,
        url=latest.url,
        state=state,
    )
    connection.execute(update(articles).where(articles.c.id == article.id).values(latest=False))
    _write(connection, changed)
    return Kept(article=changed, change="changed")


def set_state(connection: Connection, article: Article, state: ArticleState) -> Article:
    """Mark the latest revision, as when its page was removed; the text stays readable."""
    marked = replace(article, state=state)
    connection.execute(
        update(articles)
        .where(articles.c.id == article.id, articles.c.revision == article.revision)
        .values(state=state, digest=_digest(marked), record=_ARTICLE.dump_python(marked, mode="json"))
    )
    return marked


def load_article(connection: Connection, wanted: str, *, revision: int | None = None) -> Article | None:
    """One article by id, the latest revision unless one is named."""
    which = articles.c.latest.is_(True) if revision is None else articles.c.revision == revision
    record = connection.scalar(select(articles.c.record).where(articles.c.id == wanted, which))
    return _ARTICLE.validate_python(record) if record is not None else None


def list_articles(
    connection: Connection,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    sources: Sequence[str] | None = None,
    limit: int | None = None,
) -> Iterator[Article]:
    """Latest revisions, newest first."""
    query: Select[tuple[dict[str, object]]] = select(articles.c.record).where(articles.c.latest.is_(True))
    if since is not None:
        query = query.where(articles.c.dated_at >= since)
    if until is not None:
        query = query.where(articles.c.dated_at < until)
    if sources is not None:
        query = query.where(articles.c.source.in_(sources))
    query = query.order_by(articles.c.dated_at.desc(), articles.c.id).limit(limit)
    for record in connection.scalars(query):
        yield _ARTICLE.validate_python(record)


def _state_after(latest: Article, article: Article) -> ArticleState:
    """An attachment that arrives makes a new revision, but only a changed text counts as an edit.

    What was removed and comes back as it was is live again.
    """
    if article.state in ("removed", "paywalled"):
        return article.state
    same_text = (latest.title, latest.paragraphs) == (article.title, article.paragraphs)
    return "live" if same_text and latest.state in ("live", "removed") else "changed"


def _write(connection: Connection, article: Article) -> None:
    connection.execute(
        articles.insert().values(
            id=article.id,
            revision=article.revision,
            latest=True,
            source=article.source,
            language=article.language,
            state=article.state,
            dated_at=article.dated,
            first_seen_at=article.first_seen,
            digest=_digest(article),
            record=_ARTICLE.dump_python(article, mode="json"),
        )
    )


def _digest(article: Article) -> str:
    """Changes when a reader would notice: text, attachments, or removal; not when only the revision differs."""
    parts = [article.title, *article.paragraphs]
    for attachment in article.attachments:
        parts += [attachment.url, *attachment.pages]
    if article.state in ("removed", "paywalled"):
        parts.append(article.state)
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()

"""What was extracted -> the store. In: a Page and what was Extracted from it. Out: an Article kept, and the Outcome.

An article's id comes from the first URL it was read under. Further URLs (redirects, rel=canonical within the same
registrable domain and not a root path) lead to it and never write over its text.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from articles.model import Article, Attachment, Page, Reservation, Source
from articles.outcome import Outcome
from articles.store.claims import Priority, enqueue
from articles.store.texts import add_url, article_id, keep_article, load_article, mint, set_state
from crawlers.extract import Extracted
from crawlers.urls import may_be_canonical

READABLE = (Outcome.EXTRACTED, Outcome.PAYWALL)


def keep_removed(connection: Connection, url: str, *, priority: Priority) -> Outcome:
    """The page is gone: mark its article and let the index know."""
    known = article_id(connection, url)
    article = load_article(connection, known) if known else None
    if article is None or article.state == "removed":
        return Outcome.UNCHANGED
    removed = set_state(connection, article, "removed")
    enqueue(connection, "index", [(removed.id, removed.revision)], priority=priority)
    return Outcome.REMOVED


def keep_extracted(
    connection: Connection,
    extracted: Extracted,
    *,
    page: Page,
    source: Source,
    first_seen: datetime,
    priority: Priority,
) -> Outcome:
    """Store what a page says as an article, and let `screen` have it where it is new."""
    if extracted.outcome not in READABLE:
        return extracted.outcome
    leads_to = article_id(connection, page.url)
    wanted = leads_to or _known_elsewhere(connection, page, extracted) or mint(page.url)
    latest = load_article(connection, wanted)
    for url in _urls(page, extracted):
        add_url(connection, url, wanted)
    if latest is not None and latest.url != page.url:
        return Outcome.MERGED
    article = build_article(extracted, page=page, source=source, first_seen=first_seen, article_id=wanted)
    attachments = latest.attachments if latest else ()
    kept = keep_article(connection, replace(article, attachments=_still_linked(attachments, extracted)))
    if kept.change == "same":
        return Outcome.UNCHANGED
    enqueue(connection, "screen", [(kept.article.id, kept.article.revision)], priority=priority)
    return extracted.outcome


def keep_attachment(connection: Connection, attachment: Attachment, *, parent: str, priority: Priority) -> Outcome:
    """Add a document to the article that links it, as a new revision."""
    known = article_id(connection, parent)
    article = load_article(connection, known) if known else None
    if article is None:
        return Outcome.EMPTY_PAGE
    others = tuple(one for one in article.attachments if one.url != attachment.url)
    kept = keep_article(connection, replace(article, attachments=(*others, attachment)))
    if kept.change != "same":
        enqueue(connection, "screen", [(kept.article.id, kept.article.revision)], priority=priority)
    return Outcome.ATTACHMENT_UNREAD if attachment.unread else Outcome.EXTRACTED


def build_article(
    extracted: Extracted, *, page: Page, source: Source, first_seen: datetime, article_id: str
) -> Article:
    """An Article from what a page says; revision 1 until the store knows better."""
    return Article(
        id=article_id,
        revision=1,
        url=page.url,
        source=source.id,
        language=extracted.language,
        script=extracted.script,
        title=extracted.title or "",
        paragraphs=tuple(extracted.paragraphs),
        published=extracted.published,
        published_precision=extracted.published_precision,
        updated=extracted.updated,
        first_seen=first_seen,
        authors=tuple(extracted.authors),
        section=extracted.section,
        origin=extracted.origin,
        state="paywalled" if extracted.outcome is Outcome.PAYWALL else "live",
        canonical=extracted.canonical,
        tdm_reserved=_reservation(page, source, extracted),
    )


def _known_elsewhere(connection: Connection, page: Page, extracted: Extracted) -> str | None:
    for url in _urls(page, extracted):
        known = article_id(connection, url)
        if known is not None:
            return known
    return None


def _urls(page: Page, extracted: Extracted) -> Iterable[str]:
    canonical = extracted.canonical
    trusted = canonical is not None and may_be_canonical(canonical, of=page.final_url)
    return dict.fromkeys([page.url, page.final_url, *([canonical] if trusted and canonical else [])])


def _still_linked(attachments: tuple[Attachment, ...], extracted: Extracted) -> tuple[Attachment, ...]:
    linked = {url for url, _ in extracted.attachment_links}
    return tuple(one for one in attachments if one.url in linked)


def _reservation(page: Page, source: Source, extracted: Extracted) -> Reservation:
    said = page.headers.get("tdm-reservation")
    if said in ("0", "1"):
        return "yes" if said == "1" else "no"
    return extracted.tdm_reserved if extracted.tdm_reserved != "unknown" else source.rights.tdm_reserved

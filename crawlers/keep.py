"""What was extracted -> the store. In: a Page and what was Extracted from it. Out: an Article kept, and the Outcome.

An article's id comes from the first URL it was read under. Further URLs (redirects, rel=canonical within the same
registrable domain and not a root path) lead to it and never write over its text.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from articles.model import Article, Attachment, Page, Reservation, Source
from articles.outcome import Outcome
from articles.store.claims import Priority, enqueue, enqueue_changed
from articles.store.texts import add_url, keep_article, load_for_change, mint, set_state
from articles.text import squash
from crawlers.extract import Extracted
from crawlers.link import linked_documents
from crawlers.urls import may_be_canonical, normalise

READABLE = (Outcome.EXTRACTED, Outcome.PAYWALL)
TELLING_CHARS = 30  # shorter paragraphs (bylines, notices) stand in many articles


def keep_removed(connection: Connection, url: str, *, priority: Priority) -> Outcome:
    """The page is gone: mark its article and let the index know. A further URL that goes takes nothing with it."""
    article = load_for_change(connection, url)
    if article is None or article.state == "removed" or article.url != url:
        return Outcome.UNCHANGED
    removed = set_state(connection, article, "removed")
    enqueue_changed(connection, "index", [(removed.id, removed.revision)], priority=priority)
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
    latest = load_for_change(connection, page.url) or _same_elsewhere(connection, page, extracted)
    article = build_article(extracted, page=page, source=source, first_seen=first_seen)
    for url in (page.url, *_further_urls(page, extracted)):
        add_url(connection, url, latest.id if latest else article.id)
    if latest is not None and latest.url != page.url:
        return Outcome.MERGED
    if latest is not None:
        if _is_teaser_of(article, latest):
            return extracted.outcome
        article = replace(article, id=latest.id, attachments=_still_linked(latest.attachments, extracted))
    kept = keep_article(connection, article)
    if kept.change == "same":
        return Outcome.UNCHANGED
    enqueue(connection, "screen", [(kept.article.id, kept.article.revision)], priority=priority)
    return extracted.outcome


def keep_attachment(
    connection: Connection, attachment: Attachment, *, parents: list[str], priority: Priority
) -> Outcome:
    """Add a document to the articles of the pages that link it, as a new revision each.

    EMPTY_PAGE where no such page has become an article; whoever keeps one later lets the document come again.
    """
    found = {article.id: article for url in parents if (article := load_for_change(connection, url))}
    if not found:
        return Outcome.EMPTY_PAGE
    changes = [_attach(connection, article, attachment, priority) for article in found.values()]
    if attachment.unread:
        return Outcome.ATTACHMENT_UNREAD
    return Outcome.EXTRACTED if any(changes) else Outcome.UNCHANGED


def build_article(extracted: Extracted, *, page: Page, source: Source, first_seen: datetime) -> Article:
    """An Article from what a page says, its id minted from the page's URL; revision 1 until the store knows better."""
    return Article(
        id=mint(page.url),
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


def _same_elsewhere(connection: Connection, page: Page, extracted: Extracted) -> Article | None:
    """The article another URL of this page leads to; one with another text shows that the page names a wrong URL."""
    for url in _further_urls(page, extracted):
        article = load_for_change(connection, url)
        if article is not None and _same_article(article, extracted):
            return article
    return None


def _same_article(article: Article, extracted: Extracted) -> bool:
    if article.title and squash(article.title) == squash(extracted.title or ""):
        return True
    shared = set(article.paragraphs) & set(extracted.paragraphs)
    return any(len(paragraph) >= TELLING_CHARS for paragraph in shared)


def _further_urls(page: Page, extracted: Extracted) -> Iterator[str]:
    """Where the page was redirected to and what it calls itself, unless that is a front page."""
    for named, at in ((page.final_url, page.final_url), (extracted.canonical, page.final_url)):
        if named is not None and may_be_canonical(named, of=at):
            yield normalise(named)


def _is_teaser_of(article: Article, latest: Article) -> bool:
    """A wall that went up later takes no text away."""
    return article.state == "paywalled" and len(article.text) < len(latest.text)


def _attach(connection: Connection, article: Article, attachment: Attachment, priority: Priority) -> bool:
    kept_urls = [one.url for one in article.attachments]
    others = list(article.attachments)
    if attachment.url in kept_urls:
        others[kept_urls.index(attachment.url)] = attachment
    else:
        others.append(attachment)
    kept = keep_article(connection, replace(article, attachments=tuple(others)))
    if kept.change != "same":
        enqueue(connection, "screen", [(kept.article.id, kept.article.revision)], priority=priority)
    return kept.change != "same"


def _still_linked(attachments: tuple[Attachment, ...], extracted: Extracted) -> tuple[Attachment, ...]:
    linked = linked_documents(extracted)
    return tuple(one for one in attachments if one.url in linked)


def _reservation(page: Page, source: Source, extracted: Extracted) -> Reservation:
    said = page.headers.get("tdm-reservation")
    if said in ("0", "1"):
        return "yes" if said == "1" else "no"
    return extracted.tdm_reserved if extracted.tdm_reserved != "unknown" else source.rights.tdm_reserved

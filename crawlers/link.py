"""Documents that an official page links. In: what was extracted from the page. Out: candidates that name it as parent."""

from articles import clock
from articles.errors import BadInput
from articles.model import Candidate, Page, Source
from articles.store.claims import Priority
from articles.store.visits import Noted
from crawlers.extract import Extracted
from crawlers.urls import host_of, normalise

MAX_DOCUMENTS = 20  # a page that links more is a list of documents, and each will be found by its own page


def linked_documents(extracted: Extracted) -> dict[str, str]:
    """Normalised URL -> name of the first documents a page links, in its order."""
    found: dict[str, str] = {}
    for url, name in extracted.attachment_links:
        try:
            found.setdefault(normalise(url), name)
        except BadInput:
            continue
    return dict(list(found.items())[:MAX_DOCUMENTS])


def attachment_candidates(extracted: Extracted, *, page: Page, source: Source) -> list[Noted]:
    """What to fetch next of an official page; nothing of others."""
    if source.kind != "official":
        return []
    return [
        Noted(
            candidate=Candidate(url=url, source=source.id, title=name or None, parent=page.url),
            host=host_of(url),
            priority=Priority.OFFICIAL,
            due_at=clock.now(),
        )
        for url, name in linked_documents(extracted).items()
        if url not in (page.url, page.final_url)
    ]

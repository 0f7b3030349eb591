"""Documents that a page links. In: what was extracted. Out: candidates that name their parent."""

from datetime import UTC, datetime

import pytest

from articles.model import Page, Source
from articles.outcome import Outcome
from articles.store.claims import Priority
from crawlers.extract import Extracted
from crawlers.link import MAX_DOCUMENTS, attachment_candidates, linked_documents
from tests.conftest import NOON
from tests.dreiklang.desks import SOURCES

pytestmark = pytest.mark.usefixtures("moved_clock")
URL = "https://www.amtsblatt.example/anhoerung"
PAGE = Page(url=URL, final_url=URL + "/", status=200, headers={}, body=b"", fetched_at=datetime(2026, 3, 2, tzinfo=UTC))
OFFICE, PAPER = SOURCES["amtsblatt"], SOURCES["tagblatt"]


def extracted(*links: tuple[str, str]) -> Extracted:
    return Extracted(outcome=Outcome.EXTRACTED, attachment_links=links)


def planned(found: Extracted, source: Source = OFFICE) -> list[tuple[str, str | None]]:
    noted = attachment_candidates(found, page=PAGE, source=source)
    return [(one.candidate.url, one.candidate.title) for one in noted]


def test_a_linked_document_is_due_at_once_and_names_its_page() -> None:
    (noted,) = attachment_candidates(
        extracted(("https://docs.amt.example:443/Entwurf.pdf#page=2", "Entwurf")), page=PAGE, source=OFFICE
    )
    assert noted.candidate.url == "https://docs.amt.example/Entwurf.pdf"
    assert (noted.candidate.parent, noted.candidate.source, noted.candidate.title) == (URL, "amtsblatt", "Entwurf")
    assert (noted.host, noted.priority, noted.due_at) == ("docs.amt.example", Priority.OFFICIAL, NOON)


def test_documents_of_newspapers_are_left_alone() -> None:
    assert planned(extracted(("https://www.tagblatt.example/a.pdf", "a")), PAPER) == []


def test_one_document_under_two_links_is_one_and_the_page_is_none() -> None:
    links = (("https://a.example/x.pdf", ""), ("https://A.example/x.pdf?utm_source=y", "later"), (URL, "self"))
    assert planned(extracted(*links, (URL + "/", "self"), ("mailto:x@a.example", "no"))) == [
        ("https://a.example/x.pdf", None)
    ]


def test_a_list_of_documents_is_not_fetched_whole() -> None:
    links = [(f"https://a.example/{number}.pdf", str(number)) for number in range(MAX_DOCUMENTS + 5)]
    assert list(linked_documents(extracted(*links))) == [url for url, _ in links[:MAX_DOCUMENTS]]

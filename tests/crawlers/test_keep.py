"""From what was extracted to articles in the store: revisions, further URLs, removals, attachments."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from articles.model import Article, Attachment, Candidate, Page, Precision
from articles.outcome import Outcome
from articles.store import Store
from articles.store.claims import Priority
from articles.store.tables import results
from articles.store.texts import article_id, list_articles, load_article, mint
from crawlers.extract import Extracted
from crawlers.keep import keep_attachment, keep_extracted, keep_removed
from crawlers.listed import with_listed
from tests.dreiklang.desks import SOURCES

pytestmark = pytest.mark.usefixtures("moved_clock")
HOST = "https://www.amtsblatt.example"
URL = f"{HOST}/ki/entwurf"
SEEN = datetime(2026, 3, 1, 9, tzinfo=UTC)
LONG = "Das Ministerium hat heute den Entwurf eines Gesetzes über künstliche Intelligenz vorgelegt."
OFFICE = SOURCES["amtsblatt"]
PDF = Attachment(url=f"{HOST}/entwurf.pdf", name="Entwurf", media_type="application/pdf", pages=("Seite eins",))


def extracted(**changes: Any) -> Extracted:
    made = Extracted(
        outcome=Outcome.EXTRACTED,
        title="Entwurf eines KI-Gesetzes",
        paragraphs=(LONG, "Dazu gibt es eine Anhörung."),
        language="de",
        script="Latn",
        attachment_links=((PDF.url, "Entwurf"),),
    )
    return replace(made, **changes)


def keep(
    store: Store,
    found: Extracted,
    url: str = URL,
    *,
    final_url: str | None = None,
    headers: dict[str, str] | None = None,
) -> Outcome:
    page = Page(
        url=url, final_url=final_url or url, status=200, headers=headers or {}, body=b"", fetched_at=SEEN, source="x"
    )
    with store.begin() as connection:
        return keep_extracted(connection, found, page=page, source=OFFICE, first_seen=SEEN, priority=Priority.OFFICIAL)


def every(store: Store) -> list[Article]:
    with store.read() as connection:
        return list(list_articles(connection))


def the(store: Store, url: str = URL) -> Article:
    with store.read() as connection:
        found = load_article(connection, article_id(connection, url) or "")
    assert found is not None
    return found


def waiting(store: Store, step: str) -> list[tuple[str, int]]:
    with store.read() as connection:
        rows = connection.execute(select(results).where(results.c.step == step).order_by(results.c.revision))
        return [(row.subject, row.revision) for row in rows]


def test_a_new_article_is_kept_and_waits_to_be_screened(store: Store) -> None:
    assert keep(store, extracted()) is Outcome.EXTRACTED
    article = the(store)
    assert (article.id, article.revision, article.url, article.source) == (mint(URL), 1, URL, "amtsblatt")
    assert (article.paragraphs, article.first_seen, article.state) == (extracted().paragraphs, SEEN, "live")
    assert waiting(store, "screen") == [(article.id, 1)]


def test_the_same_again_is_unchanged_and_does_no_work(store: Store) -> None:
    keep(store, extracted())
    assert keep(store, extracted()) is Outcome.UNCHANGED
    assert waiting(store, "screen") == [(mint(URL), 1)]


def test_an_edit_is_a_new_revision_and_the_old_one_stays_readable(store: Store) -> None:
    keep(store, extracted())
    assert keep(store, extracted(paragraphs=(LONG, "Die Anhörung fällt aus."))) is Outcome.EXTRACTED
    assert (the(store).revision, the(store).state) == (2, "changed")
    assert waiting(store, "screen") == [(mint(URL), 1), (mint(URL), 2)]
    with store.read() as connection:
        old = load_article(connection, mint(URL), revision=1)
    assert old is not None and old.paragraphs == extracted().paragraphs


@pytest.mark.parametrize("outcome", [Outcome.CONSENT_WALL, Outcome.INDEX_PAGE, Outcome.TOO_SLOW, Outcome.GARBLED])
def test_what_is_no_article_is_none(store: Store, outcome: Outcome) -> None:
    assert keep(store, extracted(outcome=outcome)) is outcome
    assert every(store) == []


def test_two_urls_with_the_same_canonical_are_one_article(store: Store) -> None:
    canonical = f"{HOST}/ki/gesetz"
    keep(store, extracted(canonical=canonical))
    other = extracted(canonical=canonical, paragraphs=("Ganz kurz.",))
    assert keep(store, other, f"{HOST}/amp/entwurf") is Outcome.MERGED
    assert keep(store, extracted(), canonical) is Outcome.MERGED
    assert [one.paragraphs for one in every(store)] == [extracted().paragraphs]
    assert the(store, f"{HOST}/amp/entwurf").id == the(store, canonical).id == mint(URL)


def test_a_redirect_leads_to_the_same_article(store: Store) -> None:
    keep(store, extracted(), final_url=f"{HOST}/ki/entwurf.html?utm_source=x")
    assert keep(store, extracted(), f"{HOST}/ki/entwurf.html") is Outcome.MERGED
    assert len(every(store)) == 1


@pytest.mark.parametrize(
    "canonical", [f"{HOST}/", f"{HOST}/index.html", "https://andere.example/ki/entwurf", "javascript:void(0)", ""]
)
def test_a_canonical_elsewhere_or_of_a_front_page_merges_nothing(store: Store, canonical: str) -> None:
    keep(store, extracted(canonical=canonical))
    assert keep(store, extracted(canonical=canonical), f"{HOST}/zwei") is Outcome.EXTRACTED
    assert len(every(store)) == 2


def test_a_site_that_gives_every_page_one_canonical_loses_no_article(store: Store) -> None:
    canonical = f"{HOST}/aktuelles"
    keep(store, extracted(canonical=canonical))
    other = extracted(canonical=canonical, title="Haushalt 2027", paragraphs=("Es geht um Geld, und zwar um viel.",))
    assert keep(store, other, f"{HOST}/haushalt") is Outcome.EXTRACTED
    assert the(store, f"{HOST}/haushalt").title == "Haushalt 2027"
    assert the(store).title == extracted().title


def test_a_redirect_to_the_front_page_is_no_other_name(store: Store) -> None:
    keep(store, extracted(), final_url=f"{HOST}/")
    with store.read() as connection:
        assert article_id(connection, f"{HOST}/") is None


def test_a_removed_page_marks_its_article_and_tells_the_index(store: Store) -> None:
    keep(store, extracted())
    with store.begin() as connection:
        assert keep_removed(connection, URL, priority=Priority.REVISIT) is Outcome.REMOVED
        assert keep_removed(connection, URL, priority=Priority.REVISIT) is Outcome.UNCHANGED
        assert keep_removed(connection, f"{HOST}/nie", priority=Priority.REVISIT) is Outcome.UNCHANGED
    assert (the(store).state, the(store).paragraphs) == ("removed", extracted().paragraphs)
    assert waiting(store, "index") == [(mint(URL), 1)]
    assert keep(store, extracted()) is Outcome.EXTRACTED
    assert (the(store).state, the(store).revision) == ("live", 2)


def test_a_further_url_that_goes_takes_nothing_with_it(store: Store) -> None:
    keep(store, extracted(canonical=f"{HOST}/ki/gesetz"))
    with store.begin() as connection:
        assert keep_removed(connection, f"{HOST}/ki/gesetz", priority=Priority.REVISIT) is Outcome.UNCHANGED
    assert the(store).state == "live"


def test_a_wall_that_goes_up_later_takes_no_text_away(store: Store) -> None:
    teaser = extracted(outcome=Outcome.PAYWALL, paragraphs=("Das Ministerium ...",))
    assert keep(store, teaser) is Outcome.PAYWALL
    assert the(store).state == "paywalled"
    assert keep(store, extracted()) is Outcome.EXTRACTED
    assert keep(store, teaser) is Outcome.PAYWALL
    assert (the(store).paragraphs, the(store).revision) == (extracted().paragraphs, 2)


@pytest.mark.parametrize(("said", "kept"), [("1", "yes"), ("0", "no"), ("?", "unknown")])
def test_a_reservation_in_the_answer_is_recorded(store: Store, said: str, kept: str) -> None:
    keep(store, extracted(), headers={"tdm-reservation": said})
    assert the(store).tdm_reserved == kept


def attach(store: Store, attachment: Attachment, *parents: str) -> Outcome:
    with store.begin() as connection:
        return keep_attachment(connection, attachment, parents=list(parents), priority=Priority.OFFICIAL)


def test_a_document_becomes_part_of_the_article_in_a_new_revision(store: Store) -> None:
    keep(store, extracted())
    assert attach(store, PDF, URL) is Outcome.EXTRACTED
    assert (the(store).attachments, the(store).revision, the(store).state) == ((PDF,), 2, "live")
    assert waiting(store, "screen") == [(mint(URL), 1), (mint(URL), 2)]
    assert attach(store, PDF, URL) is Outcome.UNCHANGED
    newer = replace(PDF, pages=("Seite eins", "Seite zwei"))
    assert attach(store, newer, URL) is Outcome.EXTRACTED
    assert the(store).attachments == (newer,)


def test_a_document_belongs_to_every_page_that_links_it(store: Store) -> None:
    keep(store, extracted())
    keep(store, extracted(title="Presse", paragraphs=("Etwas ganz anderes.",)), f"{HOST}/presse")
    assert attach(store, PDF, URL, f"{HOST}/presse", f"{HOST}/nie-gelesen") is Outcome.EXTRACTED
    assert the(store).attachments == the(store, f"{HOST}/presse").attachments == (PDF,)


def test_documents_that_arrive_at_once_are_all_kept(any_store: Store) -> None:
    keep(any_store, extracted())
    arriving = [replace(PDF, url=f"{HOST}/{number}.pdf") for number in range(6)]
    with ThreadPoolExecutor(6) as threads:
        outcomes = list(threads.map(lambda one: attach(any_store, one, URL), arriving))
    assert outcomes == [Outcome.EXTRACTED] * 6
    assert sorted(one.url for one in the(any_store).attachments) == [one.url for one in arriving]
    assert the(any_store).revision == 7


def test_a_document_that_cannot_be_read_is_there_and_says_why(store: Store) -> None:
    keep(store, extracted())
    scanned = replace(PDF, pages=(), unread="scanned")
    assert attach(store, scanned, URL) is Outcome.ATTACHMENT_UNREAD
    assert the(store).attachments == (scanned,)


def test_a_document_without_its_article_changes_nothing(store: Store) -> None:
    assert attach(store, PDF, URL) is Outcome.EMPTY_PAGE
    assert every(store) == []


def test_an_unchanged_page_keeps_its_documents_and_a_changed_one_those_it_still_links(store: Store) -> None:
    keep(store, extracted())
    attach(store, PDF, URL)
    assert keep(store, extracted()) is Outcome.UNCHANGED
    keep(store, extracted(title="Neuer Titel"))
    assert the(store).attachments == (PDF,)
    keep(store, extracted(title="Noch ein Titel", attachment_links=()))
    assert the(store).attachments == ()


MORNING = datetime(2026, 3, 2, 7, 30, tzinfo=UTC)
MIDNIGHT = datetime(2026, 3, 1, 23, tzinfo=UTC)  # in Berlin
DAY = datetime(2026, 3, 2, tzinfo=UTC)  # how a day without a time is kept, wherever it is


@pytest.mark.parametrize(
    ("page", "listed", "expected"),
    [
        ((None, None), MORNING, (MORNING, "minute")),
        ((None, None), MIDNIGHT, (DAY, "day")),
        ((DAY, "day"), MIDNIGHT, (DAY, "day")),
        ((DAY, "day"), MORNING, (MORNING, "minute")),
        ((DAY - timedelta(days=1), "day"), MORNING, (DAY - timedelta(days=1), "day")),
        ((MORNING, "minute"), MORNING + timedelta(hours=1), (MORNING, "minute")),
        ((MORNING, "minute"), None, (MORNING, "minute")),
    ],
)
def test_a_list_fills_in_what_the_page_does_not_say(
    page: tuple[datetime | None, Precision | None], listed: datetime | None, expected: tuple[datetime, str]
) -> None:
    found = extracted(published=page[0], published_precision=page[1], title=None)
    candidate = Candidate(url=URL, source="amtsblatt", title="Aus der Liste", section="KI", published=listed)
    filled = with_listed(found, candidate, source=OFFICE)
    assert (filled.published, filled.published_precision) == expected
    assert (filled.title, filled.section) == ("Aus der Liste", "KI")
    assert with_listed(extracted(section="Netz"), candidate, source=OFFICE).title == extracted().title
    assert with_listed(found, None, source=OFFICE) == found

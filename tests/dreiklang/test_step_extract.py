"""The step extract: archived answers to articles, and again from the archive alone, without the network."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import delete, select

from articles.model import Article, Candidate, Layout, Page
from articles.outcome import Outcome
from articles.store.claims import Priority, enqueue
from articles.store.pages import keep_page, link_documents, newest_visits
from articles.store.tables import candidates, pages, results
from articles.store.texts import list_articles, load_article, mint
from articles.store.visits import Noted, note
from crawlers.archive import ArchiveWriter
from crawlers.documents import OVER_CAP
from crawlers.options import ArchiveOptions
from crawlers.source_files import source_to_toml
from dreiklang.cli import dreiklang
from dreiklang.desk import Desk
from dreiklang.steps import work
from dreiklang.steps.extract_again import enqueue_archived
from tests.conftest import NOON
from tests.documents import make_pdf
from tests.dreiklang.desks import SOURCES, make_desk

pytestmark = pytest.mark.usefixtures("moved_clock")
MoveClock = Callable[[datetime], None]
HOST = "https://www.amtsblatt.example"
URL = f"{HOST}/ki/anhoerung"
PDF_URL = f"{HOST}/ki/entwurf.pdf"
SENTENCES = (
    "Das Ministerium hat am Montag den Entwurf eines Gesetzes über künstliche Intelligenz veröffentlicht.",
    "Verbände und Länder können bis Ende April Stellung nehmen, eine mündliche Anhörung folgt im Mai in Berlin.",
    "Der Entwurf regelt die Aufsicht über Systeme mit hohem Risiko und benennt die zuständigen Behörden.",
)
PDF = make_pdf(
    [["Entwurf eines KI-Gesetzes", "Das Gesetz regelt die Aufsicht über alle Systeme."], ["Begründung zu dem Entwurf."]]
)


def html(*, title: str = "Anhörung zum KI-Gesetz", sentences: tuple[str, ...] = SENTENCES, links: str = "") -> bytes:
    text = "".join(f"<p>{sentence}</p>" for sentence in sentences)
    return (
        f"<!DOCTYPE html><html lang='de'><head><meta charset='utf-8'><title>{title}</title></head><body><main><article>"
        f"<h1>{title}</h1>{text}{links}</article></main></body></html>"
    ).encode()


LINKED = "<p>Zum Nachlesen: <a href='/ki/entwurf.pdf'>Entwurf des Gesetzes (PDF)</a></p>"


@dataclass
class Crawler:
    """Plays the step fetch: answers go into the archive, and their pages wait for extract."""

    desk: Desk

    def fetched(
        self,
        body: bytes,
        url: str = URL,
        *,
        visit: int = 1,
        status: int = 200,
        source: str = "amtsblatt",
        content_type: str = "text/html",
        parent: str | None = None,
    ) -> None:
        page = Page(
            url=url,
            final_url=url,
            status=status,
            headers={"content-type": content_type},
            body=body,
            fetched_at=NOON + timedelta(hours=visit),
            source=source,
        )
        writer = ArchiveWriter(ArchiveOptions(folder=self.desk.archive_folder, min_free_bytes=0))
        ref = writer.write({}, page, parent=parent)
        writer.close()
        with self.desk.store.begin() as connection:
            keep_page(connection, replace(page, archived=ref), url=url, visit=visit)
            enqueue(connection, "extract", [(url, visit)], priority=Priority.NEWS)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return make_desk(tmp_path)


@pytest.fixture
def crawler(desk: Desk) -> Crawler:
    return Crawler(desk)


def run(desk: Desk) -> dict[str, int]:
    return {str(outcome): number for outcome, number in work(desk, "extract").items()}


def every(desk: Desk) -> list[Article]:
    with desk.store.read() as connection:
        return sorted(list_articles(connection), key=lambda article: article.url)


def the(desk: Desk, url: str = URL) -> Article:
    return next(article for article in every(desk) if article.url == url)


def due(desk: Desk) -> dict[str, str | None]:
    with desk.store.read() as connection:
        return {row.url: row.record["parent"] for row in connection.execute(select(candidates))}


def test_a_page_becomes_an_article(desk: Desk, crawler: Crawler) -> None:
    crawler.fetched(html())
    assert run(desk) == {"extracted": 1}
    article = the(desk)
    assert (article.title, article.paragraphs, article.language) == ("Anhörung zum KI-Gesetz", SENTENCES, "de")
    assert article.first_seen == NOON + timedelta(hours=1)


def test_what_the_list_said_fills_in_what_the_page_does_not(desk: Desk, crawler: Crawler) -> None:
    listed = Candidate(url=URL, source="amtsblatt", published=NOON - timedelta(hours=3), section="Digitales")
    with desk.store.begin() as connection:
        note(connection, [Noted(candidate=listed, host="x", priority=Priority.NEWS, due_at=NOON)])
    crawler.fetched(html())
    run(desk)
    article = the(desk)
    assert (article.published, article.published_precision) == (listed.published, "minute")
    assert (article.section, article.first_seen) == ("Digitales", NOON)


def test_an_edited_and_then_removed_page(desk: Desk, crawler: Crawler) -> None:
    crawler.fetched(html())
    run(desk)
    crawler.fetched(html(title="Anhörung abgesagt"), visit=2)
    assert run(desk) == {"extracted": 1}
    assert (the(desk).title, the(desk).revision, the(desk).state) == ("Anhörung abgesagt", 2, "changed")
    crawler.fetched(b"", visit=3, status=410)
    assert run(desk) == {"removed": 1}
    assert (the(desk).state, the(desk).revision) == ("removed", 2)
    with desk.store.read() as connection:
        first = load_article(connection, mint(URL), revision=1)
    assert first is not None and first.title == "Anhörung zum KI-Gesetz"


def test_an_older_answer_never_writes_over_a_newer_one(desk: Desk, crawler: Crawler) -> None:
    crawler.fetched(html(title="Anhörung abgesagt"), visit=2)
    run(desk)
    crawler.fetched(html(), visit=1)
    assert run(desk) == {"unchanged": 1}
    assert the(desk).title == "Anhörung abgesagt"


def test_a_linked_document_becomes_part_of_the_article(desk: Desk, crawler: Crawler) -> None:
    crawler.fetched(html(links=LINKED))
    run(desk)
    assert due(desk) == {PDF_URL: URL}
    crawler.fetched(PDF, PDF_URL, content_type="application/pdf", parent=URL)
    assert run(desk) == {"extracted": 1}
    (attachment,) = the(desk).attachments
    assert (attachment.url, attachment.name) == (PDF_URL, "Entwurf des Gesetzes (PDF)")
    assert attachment.pages == (
        "Entwurf eines KI-Gesetzes\nDas Gesetz regelt die Aufsicht über alle Systeme.",
        "Begründung zu dem Entwurf.",
    )
    assert attachment.archived is not None and desk.archive.read(attachment.archived).body == PDF
    assert (the(desk).revision, len(every(desk))) == (2, 1)


def test_a_document_that_came_before_its_page_is_found_when_the_page_is_kept(desk: Desk, crawler: Crawler) -> None:
    crawler.fetched(PDF, PDF_URL, content_type="application/pdf")
    with desk.store.begin() as connection:
        link_documents(connection, [PDF_URL], parent=URL)
    assert run(desk) == {"empty_page": 1}
    crawler.fetched(html(links=LINKED))
    assert run(desk) == {"extracted": 2}
    assert [one.url for one in the(desk).attachments] == [PDF_URL]
    crawler.fetched(html(title="Presse zur Anhörung", links=LINKED), f"{HOST}/presse")
    assert run(desk) == {"extracted": 2}
    assert [one.url for one in the(desk, f"{HOST}/presse").attachments] == [PDF_URL]


def test_a_newspapers_documents_are_not_asked_for(desk: Desk, crawler: Crawler) -> None:
    crawler.fetched(html(links=LINKED), "https://www.tagblatt.example/a", source="tagblatt")
    run(desk)
    assert due(desk) == {}


@pytest.mark.parametrize(
    ("body", "reason"), [(make_pdf([[], []]), "scanned"), (b"%PDF-1.7", "broken"), (html(), "broken")]
)
def test_a_document_that_cannot_be_read_says_so_in_its_article(
    desk: Desk, crawler: Crawler, body: bytes, reason: str
) -> None:
    crawler.fetched(html(links=LINKED))
    run(desk)
    crawler.fetched(body, PDF_URL)
    assert run(desk) == {"attachment_unread": 1}
    assert [one.unread for one in the(desk).attachments] == [reason]


def test_a_document_over_the_size_cap_says_so_in_its_article(desk: Desk, crawler: Crawler) -> None:
    crawler.fetched(html(links=LINKED))
    run(desk)
    crawler.fetched(b"", PDF_URL, status=OVER_CAP)
    assert run(desk) == {"attachment_unread": 1}
    assert [(one.name, one.unread) for one in the(desk).attachments] == [("Entwurf des Gesetzes (PDF)", "too_large")]


def test_a_document_over_the_size_cap_that_no_page_links_any_more_removes_nothing(desk: Desk, crawler: Crawler) -> None:
    crawler.fetched(PDF, PDF_URL, content_type="application/pdf")
    run(desk)
    crawler.fetched(b"", PDF_URL, visit=2, status=OVER_CAP)
    assert run(desk) == {"empty_page": 1}
    assert the(desk, PDF_URL).state == "live"


def test_a_document_can_be_an_article_itself(desk: Desk, crawler: Crawler) -> None:
    crawler.fetched(PDF, PDF_URL, content_type="application/pdf")
    assert run(desk) == {"extracted": 1}
    assert the(desk, PDF_URL).paragraphs[0] == the(desk, PDF_URL).title == "Entwurf eines KI-Gesetzes"
    crawler.fetched(b"%PDF-1.7", f"{HOST}/kaputt.pdf")
    assert run(desk) == {"attachment_unread": 1}


def test_a_page_of_a_source_that_is_gone_fails_and_says_what_to_do(desk: Desk, crawler: Crawler) -> None:
    crawler.fetched(html(), source="verschwunden")
    assert run(desk) == {"failed": 1}
    with desk.store.read() as connection:
        detail = connection.scalar(select(results.c.detail))
    assert detail is not None and "no longer declared; put its file back" in detail


def test_the_layout_that_was_valid_at_the_time_is_used(desk: Desk, crawler: Crawler) -> None:
    old = "<div class='a'>" + "".join(f"<p>{sentence}</p>" for sentence in SENTENCES) + "</div>"
    new = "<div class='b'>" + "".join(f"<p>Neu: {sentence}</p>" for sentence in SENTENCES) + "</div>"
    layouts = (Layout(since=date(2026, 3, 3), body="div.b"), Layout(body="div.a"), Layout(since=date(2026, 5, 1)))
    vars(desk)["all_sources"] = {"amtsblatt": replace(SOURCES["amtsblatt"], layouts=layouts)}
    both = html(sentences=(), links=old + new)
    crawler.fetched(both, f"{HOST}/alt", visit=1)
    crawler.fetched(both, f"{HOST}/neu", visit=24)
    run(desk)
    assert the(desk, f"{HOST}/alt").paragraphs == SENTENCES
    assert all(text.startswith("Neu: ") for text in the(desk, f"{HOST}/neu").paragraphs)


# again, from the archive


def crawl_much(crawler: Crawler) -> None:
    """An edited page with a document, a removed page, a merged one, and a feed that is no article."""
    crawler.fetched(html(links=LINKED))
    crawler.fetched(html(), f"{HOST}/zwei")
    run(crawler.desk)
    crawler.fetched(PDF, PDF_URL, content_type="application/pdf", parent=URL)
    crawler.fetched(html(title="Anhörung verschoben", links=LINKED), visit=2)
    crawler.fetched(b"", f"{HOST}/zwei", visit=2, status=404)
    canonical = html(links=LINKED).replace(b"<head>", f"<head><link rel=canonical href='{URL}'>".encode())
    crawler.fetched(canonical, f"{HOST}/drei", visit=2)
    run(crawler.desk)


def test_extracting_again_repeats_nothing(desk: Desk, crawler: Crawler) -> None:
    crawl_much(crawler)
    before = every(desk)
    assert enqueue_archived(desk) == 4
    assert run(desk) == {"unchanged": 3, "merged": 1}
    assert every(desk) == before


def test_an_empty_store_is_filled_again_from_the_archive_alone(desk: Desk, crawler: Crawler, tmp_path: Path) -> None:
    crawl_much(crawler)
    before = every(desk)
    desk.store.close()
    (tmp_path / "data" / "store.db").unlink()
    for extra in (tmp_path / "data").glob("store.db-*"):
        extra.unlink()
    fresh = make_desk(tmp_path)
    assert enqueue_archived(fresh) == 6
    run(fresh)
    after = every(fresh)
    assert [one.id for one in after] == [one.id for one in before]
    assert [(one.title, one.paragraphs, one.state) for one in after] == [
        (one.title, one.paragraphs, one.state) for one in before
    ]
    assert [one.pages for article in after for one in article.attachments] == [
        one.pages for article in before for one in article.attachments
    ]
    with fresh.store.read() as connection:
        first = load_article(connection, mint(URL), revision=1)
        assert first is not None and first.title == "Anhörung zum KI-Gesetz"
        assert newest_visits(connection)[URL][0] == 0
    enqueue_archived(fresh)
    assert set(run(fresh)) == {"unchanged", "merged"}
    assert every(fresh) == after


def test_pages_whose_rows_are_forgotten_come_again_with_their_newest_answer(desk: Desk, crawler: Crawler) -> None:
    crawl_much(crawler)
    before = every(desk)
    with desk.store.begin() as connection:
        connection.execute(delete(pages))
    assert enqueue_archived(desk) == 4
    run(desk)
    assert every(desk) == before


def test_answers_that_are_no_longer_in_the_archive_are_left_alone(desk: Desk, crawler: Crawler) -> None:
    crawler.fetched(html())
    run(desk)
    for path in desk.archive_folder.iterdir():
        path.unlink()
    assert enqueue_archived(desk) == 0
    assert run(desk) == {}


# maintain


def cli(tmp_path: Path, *arguments: str) -> str:
    (tmp_path / "dreiklang.toml").write_text('data = "data"\nout = "out"\n', encoding="utf-8")
    done = CliRunner().invoke(dreiklang, ["--config", str(tmp_path / "dreiklang.toml"), *arguments])
    assert done.exit_code == 0, done.output
    return done.output


def test_maintain_deletes_what_is_over_and_articles_stay(
    desk: Desk, crawler: Crawler, tmp_path: Path, moved_clock: MoveClock
) -> None:
    crawler.fetched(html())
    run(desk)
    (name,) = desk.archive.files()
    broken = desk.archive_folder / "20260302T120000000000-host-1-1.warc.gz.open"
    broken.write_bytes(b"\x1f\x8b cut")
    moved_clock(NOON + timedelta(days=31))
    assert json.loads(cli(tmp_path, "maintain", "--json", "--dry-run"))["outcomes"]["pages"] == 1
    assert broken.exists()
    moved_clock(NOON + timedelta(days=181))
    told = cli(tmp_path, "maintain", "--dry-run")
    assert "1 archive files deleted (retention.archive_days)" in told
    assert "2 in all, only counted and nothing done" in told
    assert desk.archive.files()[-1] == name
    told = cli(tmp_path, "maintain")
    assert "1 archive files deleted (retention.archive_days)" in told
    assert "1 archive files of dead writers repaired" not in told
    assert not broken.exists()
    assert desk.archive.files() == []
    with desk.store.read() as connection:
        assert newest_visits(connection) == {}
    assert the(desk).paragraphs == SENTENCES
    assert "0 in all" in cli(tmp_path, "maintain")


def test_extract_from_archive_on_the_command_line(desk: Desk, crawler: Crawler, tmp_path: Path) -> None:
    crawler.fetched(html())
    run(desk)
    with desk.store.read() as connection:
        assert connection.scalar(select(results.c.outcome).where(results.c.step == "extract")) == Outcome.EXTRACTED
    sources = tmp_path / "data" / "sources"
    sources.mkdir()
    (sources / "amtsblatt.toml").write_text(source_to_toml(SOURCES["amtsblatt"]), encoding="utf-8")
    told = cli(tmp_path, "extract", "--from-archive")
    assert "1 archived answers wait to be extracted again" in told
    assert "extract: 1 unchanged" in told

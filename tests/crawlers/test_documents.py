"""PDF, DOCX and ODT, whole and hostile. In: documents of our own. Out: their text by page, or the reason there is none."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.model import Candidate, Filter, Page, Source
from articles.outcome import Outcome
from crawlers import documents
from crawlers.documents import as_attachment, as_extracted, is_document, read_document, reader
from crawlers.documents.text import reflow
from tests.documents import make_docx, make_odt, make_pdf, make_zip

AT = datetime(2026, 3, 2, 12, tzinfo=UTC)
GERMAN = [
    "Das Bundesministerium hat den Entwurf eines Gesetzes zur Durch-",
    "führung der Verordnung über künstliche Intelligenz vorgelegt. Stellung-",
    "nahmen zu Hochrisiko-",
    "Systemen und KI-",
    "gestützten Verfahren können bis zum 30. April eingereicht werden, schreibt",
    "das Ministerium.",
    "Der Entwurf regelt die Aufsicht. Zuständig sein soll die Bundesnetzagentur, die",
    "dafür neue Stellen erhält.",
]
CHINESE = [
    "关于《人工智能服务管理办法（征求意见稿）》公开征求意见的通知",
    "第一条 为了规范人工智能服务，促进人工智能服务健康有序发展，根据有关法律",
    "行政法规，制定本办法。",
    "第二条 在境内提供人工智能服务，适用本办法。",
]
OFFICE = Source(
    id="amt",
    name="Amt",
    homepage="https://amt.example/",
    country="DE",
    languages=("de",),
    kind="official",
    ownership="government",
    tier=1,
    time_zone="Europe/Berlin",
    interval_minutes=60,
    filter=Filter(),
)
OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(2000)


def page(body: bytes, *, url: str = "https://amt.example/entwurf.pdf", content_type: str = "") -> Page:
    headers = {"content-type": content_type} if content_type else {}
    return Page(url=url, final_url=url, status=200, headers=headers, body=body, fetched_at=AT)


def test_a_pdf_is_read_page_by_page_with_its_words_whole() -> None:
    document = read_document(page(make_pdf([GERMAN, ["Begründung", *GERMAN[:1], "führung kostet nichts."]])))
    assert document.media_type == "application/pdf"
    first, second = document.pages
    assert first.splitlines() == [
        "Das Bundesministerium hat den Entwurf eines Gesetzes zur Durchführung der Verordnung über künstliche Intelligenz "
        "vorgelegt. Stellungnahmen zu Hochrisiko-Systemen und KI-gestützten Verfahren können bis zum 30. April "
        "eingereicht werden, schreibt das Ministerium.",
        "Der Entwurf regelt die Aufsicht. Zuständig sein soll die Bundesnetzagentur, die dafür neue Stellen erhält.",
    ]
    assert second.splitlines()[0] == "Begründung"


def test_chinese_lines_are_joined_without_spaces_and_articles_begin_anew() -> None:
    document = read_document(page(make_pdf([CHINESE], chinese=True)))
    assert document.pages[0].splitlines() == [CHINESE[0], CHINESE[1] + CHINESE[2], CHINESE[3]]


@pytest.mark.parametrize(
    "opening", ["§ 3 Register", "(2) Die Behörde", "B. Lösung", "DATES: Comments", "• Punkt", "1. Punkt", "第三章 附则"]
)
def test_what_opens_a_paragraph_ends_the_one_before(opening: str) -> None:
    full = "Diese Zeile ist so lang wie alle anderen Zeilen auf dieser Seite auch sind."
    assert reflow([f"{full}\r\n{full}\r\n{opening}"]) == (f"{full} {full}\n{opening}",)


def test_running_heads_and_page_numbers_are_left_out() -> None:
    raw = [f"Drucksache 21/{900}\r\n- {n} -\r\nSatz {word} steht hier.\r\nSeite {n} von 4" for n, word in
           enumerate(("eins", "zwei", "drei", "vier"), start=1)]  # fmt: skip
    assert reflow(raw) == tuple(f"Satz {word} steht hier." for word in ("eins", "zwei", "drei", "vier"))


@pytest.mark.parametrize(
    ("before", "after", "joined"),
    [
        ("Durch", "führung", "Durchführung"),
        ("Hochrisiko", "Systeme", "Hochrisiko-Systeme"),
        ("KI", "gestützt", "KI-gestützt"),
        ("Ein", "und Ausfuhr", "Ein- und Ausfuhr"),
        ("21", "22 Punkte", "21-22 Punkte"),
    ],
)
def test_a_hyphen_at_a_lines_end_is_read_as_its_writer_meant_it(before: str, after: str, joined: str) -> None:
    assert reflow([f"Es gibt {before}\ufffe{after} hier"])[0].startswith(f"Es gibt {joined}")
    lines = [f"Es gibt {before}-", f"{after} und noch viel mehr davon", "als in diese Zeile passt."]
    assert reflow(["\r\n".join(lines)])[0].startswith(f"Es gibt {joined}")


@given(st.lists(st.text(max_size=200), max_size=6))
def test_reflow_keeps_the_number_of_pages_and_adds_no_letters(raw: list[str]) -> None:
    pages = reflow(raw)
    assert len(pages) == len(raw)
    for before, after in zip(raw, pages, strict=True):
        assert sum(map(str.isalnum, after)) <= 4 * sum(map(str.isalnum, before))


def test_a_docx_is_read_by_its_page_breaks_with_tables_and_without_deletions() -> None:
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    extra = (
        f'<w:p xmlns:w="{word}"><w:del w:id="1" w:author="x"><w:r><w:delText>gestrichen</w:delText></w:r></w:del>'
        "<w:r><w:t>geblieben</w:t><w:tab/><w:t>und gut</w:t></w:r></w:p>"
    )
    body = make_docx(["Die erste Seite hat einen Absatz.", "\f", "Die zweite Seite auch."], title="Entwurf", body=extra)
    document = read_document(page(body))
    assert document.pages == ("Die erste Seite hat einen Absatz.", "Die zweite Seite auch.\ngeblieben und gut")
    assert (document.title, document.media_type) == ("Entwurf", documents.MEDIA_TYPES["docx"])


def test_an_odt_is_read_by_its_soft_page_breaks_without_comments() -> None:
    content = (
        "<text:tracked-changes><text:p>alt</text:p></text:tracked-changes><text:h>Entwurf</text:h>"
        "<text:p>Die erste Seite <text:span>ist lang</text:span><office:annotation><text:p>nein</text:p>"
        "</office:annotation> genug.</text:p><text:p>Die <text:soft-page-break/>zweite<text:s/>Seite.</text:p>"
    )
    document = read_document(page(make_odt(content, title="Ein Titel")))
    assert document.pages == ("Entwurf\nDie erste Seite ist lang genug.\nDie", "zweite Seite.")
    assert (document.title, document.unread) == ("Ein Titel", None)


SCANNED = make_pdf([[], [], []])
HUGE = 300 * 1024**2
LAUGHS = (
    b'<!DOCTYPE a [<!ENTITY a "ha">' + b"".join(
        b'<!ENTITY %c "%s">' % (letter, b"&%c;" % (letter - 1) * 50) for letter in b"bcdefgh"
    ) + b"]><a>&h;</a>"
)  # fmt: skip
LOCKED_ODT = make_odt("<text:p/>", manifest="<manifest:encryption-data/>")
CONTENT_TYPES = (
    b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
    b'ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>'
)


@pytest.mark.parametrize(
    ("body", "content_type", "reason"),
    [
        (make_pdf([GERMAN], locked=True), "", "encrypted"),
        (OLE, documents.MEDIA_TYPES["docx"], "encrypted"),
        (LOCKED_ODT, "", "encrypted"),
        (SCANNED, "", "scanned"),
        (make_pdf([["\x01\x02\x03" * 9]] * 2), "", "scanned"),
        (b"%PDF-1.7 and then nothing", "", "broken"),
        (b"nothing of the kind", "application/pdf", "broken"),
        (b"", "application/pdf", "broken"),
        (make_docx(["Ein Absatz."])[:-300], "", "broken"),
        (make_zip({"word/document.xml": LAUGHS, "[Content_Types].xml": CONTENT_TYPES}), "", "broken"),
        (make_odt("<text:p>" * 2000 + "</text:p>" * 2000), "", "broken"),
        (make_pdf([["x"]] * (reader.MAX_PAGES + 1)), "", "too_large"),
        (make_zip({"word/document.xml": b"<a/>"}, claimed=HUGE), "", "too_large"),
        (
            make_zip({"mimetype": documents.MEDIA_TYPES["odt"].encode(), "content.xml": b""}, claimed=HUGE),
            "",
            "too_large",
        ),
        (make_zip({"word/document.xml": bytes(9_000), "[Content_Types].xml": bytes(9_000)}, claimed=9), "", "broken"),
        (b"%PDF-" + bytes(documents.MAX_BYTES), "", "too_large"),
    ],
    ids=lambda value: value if isinstance(value, str) else f"{len(value)}-bytes",
)
def test_what_cannot_be_read_says_why(body: bytes, content_type: str, reason: str) -> None:
    document = read_document(page(body, content_type=content_type))
    assert (document.unread, document.pages) == (reason, ())


def test_a_zip_of_very_many_files_is_too_large() -> None:
    files = {"word/document.xml": b""} | {f"{number}": b"" for number in range(reader.MAX_ZIP_FILES)}
    assert read_document(page(make_zip(files))).unread == "too_large"


def test_letters_without_meaning_are_garbled() -> None:
    document = documents._document(
        "docx", {"unread": None, "title": "", "created": None, "pages": ["\ue000\ufffd" * 50]}
    )
    assert document.unread == "garbled"


def test_a_reader_that_takes_too_long_or_crashes_takes_nobody_with_it(
    tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert read_document(page(make_pdf([GERMAN])), time_s=0.001).unread == "too_slow"
    crashing = tmp_path / "reader.py"  # type: ignore[operator]  # tmp_path is a Path
    monkeypatch.setattr(documents, "READER", crashing)
    for code, reason in (("os.abort()", "broken"), ("os.kill(os.getpid(), signal.SIGXCPU)", "too_slow")):
        crashing.write_text(f"import os, signal\n{code}")
        assert read_document(page(make_pdf([GERMAN]))).unread == reason


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(st.data())
def test_a_damaged_document_never_raises(data: st.DataObject) -> None:
    whole = data.draw(
        st.sampled_from([make_pdf([GERMAN]), make_docx(["Ein Absatz."]), make_odt("<text:p>Ja</text:p>")])
    )
    body = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 30))):
        body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
    read_document(page(bytes(body), content_type="application/pdf"))


def test_documents_are_told_by_their_bytes_and_markup_is_none() -> None:
    assert is_document(page(make_pdf([GERMAN]), content_type="application/octet-stream"))
    assert is_document(page(b"\n%PDF-1.4"))
    assert is_document(page(make_docx(["Ja"]), content_type="text/plain"))
    assert is_document(page(b"cut", content_type="Application/PDF; qs=0.1"))
    assert not is_document(page(b"\n <html>gone</html>", content_type="application/pdf"))
    assert not is_document(page(make_zip({"a": b""}), content_type="application/zip"))
    assert not is_document(page(b"%PDF" + bytes(9), content_type="text/html"))


def test_an_attachment_has_the_name_that_says_most() -> None:
    document = read_document(page(make_pdf([GERMAN], info="/Title (Microsoft Word - Entwurf KI-Gesetz.docx)")))
    assert as_attachment(document, page=page(b""), name="Referentenentwurf").name == "Referentenentwurf"
    assert as_attachment(document, page=page(b""), name="Download (PDF, 1,2 MB)").name == "Entwurf KI-Gesetz"
    untitled = replace(document, title="untitled")
    far = page(b"", url="https://amt.example/a/Gesetz%20KI.pdf?x=1")
    assert as_attachment(untitled, page=far, name="下载附件1").name == "Gesetz KI.pdf"
    headed = replace(untitled, pages=("Entwurf eines Gesetzes\nMehr Text.",))
    assert as_attachment(headed, page=far, name="Gesetz KI.pdf").name == "Entwurf eines Gesetzes"
    assert as_attachment(document, page=far, name="").pages == document.pages


def candidate(title: str | None, published: datetime | None = None) -> Candidate:
    return Candidate(url="https://amt.example/entwurf.pdf", source="amt", title=title, published=published)


def test_a_document_that_is_the_article_is_dated_by_its_list_and_only_else_by_itself() -> None:
    at = page(make_pdf([GERMAN], info="/CreationDate (D:20240501101500)"))
    document = read_document(at)
    assert document.created == date(2024, 5, 1)
    listed = as_extracted(document, page=at, source=OFFICE, listed=candidate("Entwurf zur KI", AT))
    assert (listed.published, listed.published_precision, listed.title) == (AT, "minute", "Entwurf zur KI")
    alone = as_extracted(document, page=at, source=OFFICE, listed=None)
    assert (alone.published, alone.published_precision) == (datetime(2024, 5, 1, tzinfo=UTC), "day")
    assert (alone.outcome, alone.language, len(alone.paragraphs)) == (Outcome.EXTRACTED, "de", 2)


def test_a_title_is_believed_when_the_text_repeats_it() -> None:
    lines = ["Entwurf eines KI-Gesetzes", "", *GERMAN]
    at = page(make_pdf([lines], info="/Title (Entwurf eines KI-Gesetzes)"))
    assert as_extracted(read_document(at), page=at, source=OFFICE, listed=candidate("PDF")).title == lines[0]
    wrong = page(make_pdf([lines], info="/Title (Vorlage 7b)"))
    document = read_document(wrong)
    assert as_extracted(document, page=wrong, source=OFFICE, listed=candidate("Das Gesetz")).title == "Das Gesetz"
    assert as_extracted(document, page=wrong, source=OFFICE, listed=None).title == lines[0]


def test_an_unreadable_document_is_no_article() -> None:
    document = read_document(page(SCANNED))
    extracted = as_extracted(document, page=page(SCANNED), source=OFFICE, listed=None)
    assert (extracted.outcome, extracted.detail) == (Outcome.ATTACHMENT_UNREAD, "scanned")

"""Labels of a file, without a store: which lines, which fields, in which order, whatever stands in them."""

import errno
import io
import json
import os
import random
import re
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.errors import BadInput, DiskFull, ModelMissing
from articles.outcome import Outcome
from articles.watch import watch_terms
from dreiklang.docs import FOLDER
from dreiklang.labelling import Labelling
from dreiklang.labelling.fields import fields
from dreiklang.labelling.lines import read_text
from nlp.reading import Reader, make_reader
from tests.dreiklang.desks import AI_LAW, SPORT
from tests.nlp.test_injection import STORIES

FIELDS = (
    "id", "language", "relevant", "relevance_score", "topics", "topic_scores", "stances", "reported_stances", "article_type",
    "announcement", "story", "near_duplicate_of", "entities", "made_by",
)  # fmt: skip
SLOTS = (
    "is_announcement", "issuer", "issuers", "instrument", "instrument_type", "status", "step", "decided", "effective_date",
    "consultation_deadline", "identifiers",
)  # fmt: skip
LONG_S = 20  # of this process, for 200,000 characters: several times what they take
DECREE = {
    "id": "decree",
    "title": "Kabinett beschließt Gesetz zur künstlichen Intelligenz",
    "body": "Berlin. Das Bundeskabinett hat am Mittwoch das Gesetz zur Durchführung der KI-Verordnung beschlossen, der "
    "Verordnung (EU) 2024/1689. Es soll am 1. Juli 2026 in Kraft treten.\n\nDie Bundesnetzagentur wird zentrale Aufsicht über "
    "KI-Systeme. „Die KI-Verordnung ist ein Fehler“, sagte Verbandschefin Ute Brand. Der Bundesrat muss nicht zustimmen.",
    "published": "2026-03-25T11:00:00+01:00",
    "source_type": "news",
}


@pytest.fixture(scope="module")
def reader() -> Reader:
    return make_reader(None)


def labelled(reader: Reader, *lines: Any) -> tuple[list[dict[str, Any]], list[str], Labelling]:
    """The rows of the lines (given as bytes, or as what they hold), what was told, and the Labelling."""
    told: list[str] = []
    labelling = Labelling(reader=reader, tell=told.append)
    given = (line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines)
    return list(labelling.label(given)), told, labelling


def law(told_in: str = "de", **changes: Any) -> dict[str, Any]:
    title, body = AI_LAW[told_in]
    return {
        "id": f"law-{told_in}",
        "title": title,
        "body": body,
        "published": "2026-03-02",
        "language": told_in,
    } | changes


def paths(value: Any, above: str = "") -> Iterator[str]:
    """The fields of a row as docs/fields.md names them."""
    if isinstance(value, dict) and not above.endswith(("topic_scores", "made_by")):
        for key, one in value.items():
            yield from paths(one, f"{above}.{key}" if above else key)
    elif isinstance(value, list):
        for one in value or [""]:
            yield from paths(one, f"{above}[]")
    else:
        yield f"{above}{{}}" if isinstance(value, dict) else above


def test_a_row_has_exactly_the_fields_that_are_promised(reader: Reader) -> None:
    for line in (DECREE, law("zh"), law(language="fr"), {}):
        (row,), _, _ = labelled(reader, line)
        assert tuple(row) == FIELDS
        assert tuple(row["announcement"]) == SLOTS


def test_every_field_is_documented_and_no_other(reader: Reader) -> None:
    rows, _, _ = labelled(reader, DECREE, *({"title": title, "body": body} for title, body in STORIES.values()))
    written = {path for row in rows for path in paths(row)}
    assert written - {"stances[]", "reported_stances[]", "announcement.identifiers[]"} == {one.name for one in fields()}
    page = (FOLDER / "fields.md").read_text(encoding="utf-8")
    assert [field.name for field in fields() if f"| `{field.name}` |" not in page] == []


def test_the_values_are_those_of_the_text(reader: Reader) -> None:
    (row,), _, _ = labelled(reader, DECREE)
    assert (row["id"], row["language"], row["relevant"]) == ("decree", "de", True)
    assert row["topics"][0] == max(row["topic_scores"], key=row["topic_scores"].get)
    assert row["announcement"]["is_announcement"]
    assert row["announcement"]["effective_date"] == "2026-07-01"
    assert {"kind": "celex", "value": "32024R1689"} in row["announcement"]["identifiers"]
    assert all(stance["evidence"] in DECREE["body"] for stance in row["stances"] + row["reported_stances"])
    assert set(row["made_by"]) >= {"relevance", "topics", "article_type", "stances", "announcement", "story"}
    assert "words heads" in row["made_by"]["relevance"]


def test_rows_stand_in_the_order_of_the_lines_whatever_their_dates(reader: Reader) -> None:
    days = ("2026-03-09", "2026-03-02", "2026-03-05")
    rows, _, labelling = labelled(reader, *(law(id=number, published=day) for number, day in enumerate(days)))
    assert [row["id"] for row in rows] == [0, 1, 2]
    assert [row["story"] for row in rows] == ["1"] * 3
    assert [row["near_duplicate_of"] for row in rows] == [1, None, 1]
    assert labelling.counted == {Outcome.RELEVANT: 3}


def test_an_announcement_on_another_subject_is_one_too(reader: Reader) -> None:
    body = (
        "Das Bundeskabinett hat am Mittwoch das Gesetz zur Reform der Krankenhäuser beschlossen. "
        "Es tritt am 1. Juli 2026 in Kraft."
    )
    (row,), _, _ = labelled(reader, law(title="Kabinett beschließt Gesetz zur Krankenhausreform", body=body))
    assert not row["relevant"]
    assert row["announcement"]["is_announcement"]
    assert (row["topics"], row["topic_scores"], row["stances"]) == ([], {}, [])


def test_missing_and_null_fields_are_empty_ones(reader: Reader) -> None:
    nothing = dict.fromkeys(("id", "title", "body", "published", "url", "source_type", "language"))
    rows, told, labelling = labelled(reader, {}, nothing, {"title": AI_LAW["en"][0], "body": None})
    assert [row["id"] for row in rows] == ["line 1", "line 2", "line 3"]
    assert [row["language"] for row in rows] == ["und", "und", "en"]
    assert told == []
    assert labelling.counted[Outcome.OTHER_LANGUAGE] == 2


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (b"{not json", r"line 2 is no JSON \(.*\): '\{not json'"),
        (b"[1, 2]", r"line 2 is no JSON object but '\[1, 2\]'"),
        (b'{"title": 5}', "line 2: title is 5, expected a string"),
        (b'{"body": ["a"]}', "line 2: body is"),
        (b'{"id": [1]}', "line 2: id is"),
        (b'{"paragraphs": "all in one"}', "line 2: paragraphs is"),
        (b'{"title": "\xff"}', "line 2 is no JSON"),
        (b"[" * 100_000, "line 2 is no JSON"),
    ],
)
def test_a_line_that_cannot_be_read_is_named_and_the_others_go_on(line: bytes, problem: str, reader: Reader) -> None:
    rows, told, labelling = labelled(reader, law("de"), line, law("en"))
    assert [row["id"] for row in rows] == ["law-de", "law-en"]
    assert len(told) == 1
    assert re.match(problem, told[0])
    assert "\n" not in told[0]
    assert labelling.counted[Outcome.FAILED] == 1


def test_nothing_may_be_written_as_nan_and_titles_end(reader: Reader) -> None:
    text = read_text(b'{"id": NaN, "published": NaN, "title": "' + b"x" * 5000 + b'"}', 4, tell=pytest.fail)
    assert (text.id, text.published, len(text.title)) == ("line 4", None, 1000)


def test_a_full_disk_stops_with_a_word_on_what_to_do(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    class Full(io.BytesIO):
        def write(self, given: Any) -> int:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("dreiklang.labelling.spool.TemporaryFile", lambda mode: Full())
    with pytest.raises(DiskFull, match="TMPDIR"):
        labelled(reader, law("de"))


def test_a_date_that_is_none_is_told_and_left_out(reader: Reader) -> None:
    rows, told, _ = labelled(reader, law(published="neulich"))
    assert rows[0]["relevant"]
    assert told == ["line 1: published is 'neulich', expected a date such as 2026-11-20; read without a date"]


def test_what_extract_prints_can_be_labelled(reader: Reader) -> None:
    title, body = AI_LAW["en"]
    whole, parts = (
        read_text(json.dumps(one).encode(), 1, tell=print) for one in (law("en"), law("en", body="", paragraphs=[body]))
    )
    assert whole == parts
    assert whole.title == title


@pytest.mark.parametrize(
    ("given", "language"), [("zh-Hant-TW", "zh"), ("de_AT", "de"), ("EN", "en"), ("", "de"), (None, "de")]
)
def test_languages_come_with_regions_or_not_at_all(given: str | None, language: str) -> None:
    line = json.dumps(law("de", language=given)).encode()
    assert read_text(line, 1, tell=print).language == language


@pytest.mark.parametrize(
    ("given", "kept"),
    [("association", "official"), ("official", "official"), ("wire", "news"), ("?", "news"), (None, "news")],
)
def test_kinds_of_sources_are_those_of_the_labels(given: str | None, kept: str) -> None:
    assert read_text(json.dumps({"source_type": given}).encode(), 1, tell=print).source_type == kept


def test_dates_without_a_zone_are_utc_and_those_of_feeds_are_read() -> None:
    feed = "Thu, 26 Mar 2026 17:42:00 +0100"
    moments = ("2026-03-26T17:42:00+01:00", "2026-03-26T16:42:00", feed, 1774543320, 1774543320000.0)
    read = {read_text(json.dumps({"published": one}).encode(), 1, tell=print).published for one in moments}
    assert len(read) == 1


def test_a_mark_at_the_beginning_of_the_file_and_invisible_letters_do_not_matter() -> None:
    text = read_text(
        b"\xef\xbb\xbf" + json.dumps({"body": "K\xadI\u200b-Gesetz\r\n\r\nBu\u0308rger"}).encode(), 1, tell=print
    )
    assert text.body == "KI-Gesetz\n\nBürger"


STRANGE = {
    "empty": "",
    "blank": " \n\n\t ",
    "emoji": "😀😃😄 🎉🎉 👩‍👩‍👧‍👦 " * 20,
    "long de": "Die KI-Verordnung regelt Hochrisiko-KI, sagte der Minister. " * 3400,
    "long zh": "国家网信办公布生成式人工智能服务管理办法，专家表示支持。" * 7200,
    "one word": "KI" * 100_000,
    "mixed": "\n\n".join(text for _, text in AI_LAW.values()) * 5,
    "surrogates": "KI \ud83d Gesetz \x00 Aufsicht",
    "markup": "<script>alert(1)</script> &amp; KI-Gesetz {{7*7}} %s",
}


@pytest.mark.parametrize("body", STRANGE.values(), ids=STRANGE.keys())
@pytest.mark.parametrize("language", ["de", "zh", "en", None])
def test_strange_bodies_end_in_a_row_within_bounded_time(body: str, language: str | None, reader: Reader) -> None:
    labelled(reader, DECREE)  # loads what is loaded once
    started_s = time.process_time()
    (row,), told, labelling = labelled(reader, law(language=language, body=body))
    assert tuple(row) == FIELDS
    assert told == []
    assert labelling.counted[Outcome.FAILED] == 0
    assert time.process_time() - started_s < LONG_S
    json.dumps(row, ensure_ascii=False).encode()


def test_emoji_alone_have_no_language_and_no_label(reader: Reader) -> None:
    (row,), _, labelling = labelled(reader, {"id": "e", "body": STRANGE["emoji"]})
    assert (row["language"], row["relevant"], row["article_type"]) == ("und", False, None)
    assert labelling.counted == {Outcome.OTHER_LANGUAGE: 1}


def test_other_languages_have_no_labels_but_a_place_among_the_texts(reader: Reader) -> None:
    body = (
        "Le gouvernement a adopté la loi sur l'intelligence artificielle, a déclaré la ministre du numérique mardi. "
        * 6
    )
    rows, _, _ = labelled(reader, {"id": "a", "body": body}, {"id": "b", "body": body})
    assert [row["language"] for row in rows] == ["fr", "fr"]
    assert [row["relevance_score"] for row in rows] == [0.0, 0.0]
    assert rows[1]["near_duplicate_of"] == "a"
    assert not any(row["announcement"]["is_announcement"] for row in rows)


def test_ids_that_stand_there_twice_do_not_mix_up_stories(reader: Reader) -> None:
    title, body = SPORT
    rows, _, _ = labelled(reader, law(id="x"), {"id": "x", "title": title, "body": body, "published": "2026-03-02"})
    assert rows[0]["story"] != rows[1]["story"]


def test_watch_lists_are_found(reader: Reader) -> None:
    watching = Reader(heads=reader.heads, watch=watch_terms({"Verein": {"de": ("Mannschaft",)}}))
    title, body = SPORT
    (row,), _, _ = labelled(watching, {"id": "s", "title": title, "body": body, "language": "de"})
    assert row["relevant"]
    assert "watch:Verein" in row["entities"]


def test_the_same_stories_whatever_the_order_of_the_lines(reader: Reader) -> None:
    lines = [
        law(language, id=f"{language}{day}", published=f"2026-03-{day:02d}")
        for language in AI_LAW
        for day in (1, 3, 9, 28)
    ]
    found = []
    for seed in range(5):
        rows, _, _ = labelled(reader, *random.Random(seed).sample(lines, len(lines)))
        found.append({row["id"]: (row["story"], row["near_duplicate_of"]) for row in rows})
    assert all(one == found[0] for one in found)


def test_what_is_the_fault_of_a_model_stops_everything(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*given: Any) -> Any:
        raise ModelMissing("no weights; run `dreiklang models pull`")

    monkeypatch.setattr("nlp.screen.screen", missing)
    with pytest.raises(ModelMissing):
        labelled(reader, law("de"))


def test_a_text_that_breaks_us_is_told_and_the_others_go_on(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    from nlp import screen

    works: Callable[..., Any] = screen.screen

    def broken(reading: Any, *given: Any) -> Any:
        if reading.language == "en":
            raise ZeroDivisionError("division by zero")
        return works(reading, *given)

    monkeypatch.setattr("nlp.screen.screen", broken)
    rows, told, labelling = labelled(reader, law("de"), law("en"), law("zh"))
    assert [row["id"] for row in rows] == ["law-de", "law-zh"]
    assert told == ["line 2: ZeroDivisionError: division by zero"]
    assert labelling.counted[Outcome.FAILED] == 1


@settings(max_examples=60)
@given(st.binary(max_size=200))
def test_any_bytes_are_a_text_or_bad_input(line: bytes) -> None:
    try:
        assert read_text(line, 3, tell=print).line == 3
    except BadInput as error:
        assert str(error).startswith("line 3")

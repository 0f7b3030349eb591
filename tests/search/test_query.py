"""Queries as people type them; what they find is in contract.py."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from articles.errors import QueryError
from articles.model import Expansion
from search.expand import make_expand
from search.nodes import And, Boost, Everything, Node, Not, Or, Phrase, Range, Term, leaves
from search.query import Query, parse

NOW = datetime(2026, 11, 26, 12, 30, tzinfo=UTC)
WATCH = {
    "Lausitz": {"de": ["Lausitz"], "zh": ["卢萨蒂亚"], "en": ["Lusatia"]},
    "uneven": {"de": ["Zwickau", "Chemnitz"], "en": ["Saxony"]},
}
EXPAND = make_expand(WATCH)


def read(text: str, *, time_zone: str = "UTC", expands: bool = False) -> Query:
    return parse(text, now=NOW, time_zone=time_zone, expand=EXPAND if expands else None)


def only(text: str, **options: str) -> Node:
    return read(text, **options).root  # type: ignore[arg-type]  # time_zone alone


def test_a_broken_query_is_shown_with_a_caret_below_the_fault() -> None:
    with pytest.raises(QueryError) as caught:
        read("Gesetz AND titel:KI")
    assert str(caught.value).splitlines()[1:] == ["  Gesetz AND titel:KI", "             ^"]
    assert "Did you mean 'title'?" in str(caught.value)


def test_the_caret_stands_below_wide_characters_too() -> None:
    with pytest.raises(QueryError) as caught:
        read("人工智能 titel:x")
    assert str(caught.value).splitlines()[2] == " " * (2 + 8 + 1) + "^"


def test_of_a_long_query_only_the_part_around_the_fault_is_shown() -> None:
    with pytest.raises(QueryError, match=r"^column 1801:") as caught:
        read("wort " * 360 + "titel:x" + " wort" * 100)
    shown, caret = str(caught.value).splitlines()[1:]
    assert len(shown) < 130
    assert shown[len(caret) - 1 :].startswith("titel:x")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("KI AND (Gesetz", "this bracket is never closed"),
        ("KI)", "this bracket was never opened"),
        ('"offen', "these quotes are never closed"),
        ("KI OR", "the query breaks off here"),
        ("/KI/", "regular expressions are no part"),
        ("!KI", "write NOT instead"),
        ("KI || AI", "write OR instead"),
        ("https://www.example.org", "A colon inside a word needs quotes"),
        ("title:(text:KI)", "'text:' stands inside title:"),
        ("[a TO b]", "only dates and numbers do"),
        ("country:[A TO B]", "country takes no ranges"),
        ("deadline:bald", "'bald' is no date; write 2026"),
        ("relevance:hoch", "'hoch' is no number"),
        ("announcement:vielleicht", "neither true nor false"),
        ("status:adopted~", "status takes whole values"),
        ("kind:offical", "Did you mean 'official'?"),
        ("stance.ai_act:oppose", "Did you mean 'eu_ai_act'?"),
        ("stance.eu_ai_act:contra", "no stance named 'contra'"),
        ("topic:**", "write topic:*"),
        ("人?智", "Chinese takes no wildcards"),
        ("x*", "would find nearly everything"),
        ('"eins zwei drei vier fünf sechs"~50', "too much for a phrase of 6 words"),
        ("KI^0", "a weight behind ^ lies above 0"),
        ("_exists_:titel", "no field named 'titel'"),
    ],
)
def test_every_fault_is_named_with_what_to_do(text: str, told: str) -> None:
    with pytest.raises(QueryError) as caught:
        read(text)
    assert told in str(caught.value)


def test_an_empty_query_finds_everything() -> None:
    assert only("") == only(" \t　") == only("*") == only("*:*") == Everything()


def test_words_stand_side_by_side_with_and_and_little_words_are_passed_over() -> None:
    assert only("die Aufsicht über KI") == only("Aufsicht AND KI")
    assert only("=die Aufsicht") != only("Aufsicht")
    assert isinstance(only("die der"), And)
    assert only("title:(die Aufsicht)") == only("title:Aufsicht")


def test_names_in_capitals_are_never_passed_over() -> None:
    assert isinstance(only("WHO guidance"), And)
    assert only("who guidance") == only("guidance")


def test_a_question_mark_at_the_end_of_a_word_is_none_of_the_query() -> None:
    assert only("Wer haftet?") == only("haftet")


def test_boosts_change_weights_only() -> None:
    assert only("text:KI^3") == Boost(only("text:KI"), 3.0)
    assert only("NOT text:KI") == Not(only("text:KI"))


def test_chinese_is_a_phrase_of_pairs_in_simplified_form() -> None:
    assert only("text:人工智慧") == Phrase("text_stemmed", ("人工", "工智", "智慧"))
    assert only("text:網信辦") == only("text:网信办")
    assert only("text:法") == Term("text_parts", "法")


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "lower", "upper"),
    [
        ("published:2026", "2026-01-01", "2027-01-01"),
        ("published:2024-02", "2024-02-01", "2024-03-01"),
        ("published:2026-11-20", "2026-11-20", "2026-11-21"),
        ("published:today", "2026-11-26", "2026-11-27"),
        ("published:yesterday", "2026-11-25", "2026-11-26"),
        ("published:now-1M/M", "2026-10-01", "2026-11-01"),
        ("published:now/w", "2026-11-23", "2026-11-30"),
        ("published:now/y", "2026-01-01", "2027-01-01"),
        ("published:[now-7d/d TO now]", "2026-11-19", "2026-11-26T12:30"),
        ("published:[now-90m TO now+1h]", "2026-11-26T11:00", "2026-11-26T13:30"),
        ("published:[2026-11-01 TO 2026-11-02]", "2026-11-01", "2026-11-03"),
        ("published:{2026-11-01 TO 2026-11-03}", "2026-11-02", "2026-11-03"),
        ("published:[now-9M/M TO now-9M/M]", "2026-02-01", "2026-03-01"),
        ("deadline:[now TO now+14d]", "2026-11-26", "2026-12-11"),
        ("deadline:now", "2026-11-26", "2026-11-27"),
    ],
)
def test_dates_are_stretches_of_time(text: str, lower: str, upper: str) -> None:
    root = only(text)
    assert isinstance(root, Range)
    assert (root.lower, root.upper) == (moment(lower), moment(upper))
    assert root.include_lower


def test_days_begin_at_midnight_of_the_readers_time_zone() -> None:
    root = only("published:2026-03-29", time_zone="Europe/Berlin")
    assert isinstance(root, Range)
    assert (root.lower, root.upper) == (moment("2026-03-28T23:00"), moment("2026-03-29T22:00"))


def test_calendar_days_are_the_same_everywhere_and_today_is_the_readers() -> None:
    late = datetime(2026, 11, 26, 23, 30, tzinfo=UTC)
    root = parse("deadline:today", now=late, time_zone="Asia/Shanghai").root
    assert isinstance(root, Range)
    assert (root.lower, root.upper) == (moment("2026-11-27"), moment("2026-11-28"))


def test_a_known_term_is_widened_and_the_query_says_so() -> None:
    found = read("Exportkontrollen", expands=True)
    (expansion,) = found.expansions
    assert expansion.term == "Exportkontrollen"
    assert ("出口管制", "zh") in expansion.variants
    assert Phrase("text_stemmed", ("出口", "口管", "管制")) in list(leaves(found.root))


@pytest.mark.parametrize(
    "text", ["=Exportkontrollen", '"Exportkontrollen"', '="Exportkontrollen"', "Exportkontr*", "Zeppelin"]
)
def test_quotes_and_equals_switch_widening_off(text: str) -> None:
    assert read(text, expands=True).expansions == ()


def test_terms_of_several_words_are_known_in_any_form() -> None:
    (expansion,) = read("stricter AI Acts now", expands=True).expansions
    assert expansion.term == "AI Acts"
    assert ("KI-Verordnung", "de") in expansion.variants


def test_small_words_are_no_countries_and_countries_no_capitals() -> None:
    assert read("us", expands=True).expansions == ()
    (expansion,) = read("US", expands=True).expansions
    assert ("美国", "zh") in expansion.variants
    assert not {"Washington", "us", "US"} & {text for text, _ in expansion.variants}


def test_watch_lists_widen_where_their_languages_have_equally_many_terms() -> None:
    assert read("Lausitz", expands=True).expansions == (
        Expansion(term="Lausitz", variants=(("卢萨蒂亚", "zh"), ("Lusatia", "en"))),
    )
    assert read("Chemnitz", expands=True).expansions == ()


def test_the_meaning_of_a_query_is_its_words() -> None:
    text = (
        'Wer haftet für "künstliche Intelligenz" country:CN -Sport NOT (Fußball) title:=Haftung published:today Verord*'
    )
    assert read(text).said == "Wer haftet für künstliche Intelligenz Haftung Verord"


def test_a_long_query_is_read_within_a_second() -> None:
    start = datetime.now(UTC)
    assert isinstance(only(" OR ".join(f"w{number}" for number in range(400))), Or)
    assert datetime.now(UTC) - start < timedelta(seconds=5)


@example('a:"')
@example("a~~")
@example("(((a")
@example("a^")
@example("\\")
@example("a TO b")
@example("[a TO")
@example('"\\"')
@given(st.text(alphabet='ab KI法智()[]{}"*?~^:=+-!&|\\/<>.0-9TOANDR\n\u3000：（“', max_size=60))
def test_any_text_is_read_or_pointed_at(text: str) -> None:
    try:
        assert isinstance(read(text), Query)
    except QueryError as error:
        assert str(error).startswith("column ")

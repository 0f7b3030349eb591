"""Words and meaning together."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.hybrid import ANY_WEIGHT, K, filters, fuse, fuse_hybrid, loosened
from search.nodes import Everything
from search.query import parse

NOW = datetime(2026, 11, 26, tzinfo=UTC)
LISTS = st.lists(st.permutations("abcdefgh").map(lambda ids: ids[:5]), max_size=3)


def test_what_both_lists_have_comes_before_what_one_has_alone() -> None:
    fused = fuse([["a", "b", "c"], ["d", "c"]])
    assert [one for one, _ in fused] == ["c", "a", "d", "b"]
    assert fused[0][1] == pytest.approx(1 / (K + 3) + 1 / (K + 2))


def test_of_equal_ones_the_first_list_decides() -> None:
    assert [one for one, _ in fuse([["a"], ["b"]])] == ["a", "b"]
    assert fuse([]) == fuse([[], []]) == []


@given(LISTS)
def test_everything_comes_out_once_best_first(lists: list[list[str]]) -> None:
    fused = fuse(lists)
    assert {one for one, _ in fused} == {one for ids in lists for one in ids}
    assert [score for _, score in fused] == sorted((score for _, score in fused), reverse=True)


@given(LISTS)
def test_being_ranked_higher_in_every_list_is_never_worse(lists: list[list[str]]) -> None:
    fused = [one for one, _ in fuse(lists)]
    for better in fused:
        for worse in fused:
            if lists and all(
                better in ids and (worse not in ids or ids.index(better) < ids.index(worse)) for ids in lists
            ):
                assert fused.index(better) < fused.index(worse)


@pytest.mark.parametrize(
    ("query", "filter_alone"),
    [
        ("Haftung country:CN", "country:CN"),
        ("Haftung AND country:CN AND NOT Sport", "country:CN AND NOT Sport"),
        ("(Haftung OR liability) published:2026 -language:de", "published:2026 -language:de"),
        ("country:CN OR country:DE", "country:CN OR country:DE"),
        ("title:*", "title:*"),
        ("(Haftung country:CN) language:zh", "country:CN language:zh"),
    ],
)
def test_the_filter_of_a_query_is_what_stands_beside_its_words(query: str, filter_alone: str) -> None:
    assert filters(parse(query, now=NOW).root) == parse(filter_alone, now=NOW).root


def test_words_alone_filter_nothing() -> None:
    assert filters(parse("Haftung KI", now=NOW).root) == filters(parse("Haftung", now=NOW).root) == Everything()


def test_words_found_all_together_weigh_more_than_any_of_them() -> None:
    fused = fuse_hybrid(["all"], ["any", "all"], ["near", "all"])
    assert [one for one, _ in fused] == ["all", "near", "any"]
    assert dict(fused)["any"] == pytest.approx(ANY_WEIGHT / (K + 1))


@pytest.mark.parametrize(
    ("query", "loose"),
    [
        ("Haftung Schaden country:CN", "country:CN AND (Haftung OR Schaden)"),
        ("Haftung (Schaden Zoll) -Sport", "(NOT Sport) AND (Haftung OR Schaden OR Zoll)"),
        ("Haftung country:CN", "country:CN Haftung"),
        ("country:CN language:zh", "country:CN language:zh"),
    ],
)
def test_a_loosened_query_takes_any_word_and_keeps_its_filters(query: str, loose: str) -> None:
    found, expected = (loosened(parse(one, now=NOW).root) for one in (query, loose))
    assert set(map(repr, getattr(found, "nodes", (found,)))) == set(map(repr, getattr(expected, "nodes", (expected,))))

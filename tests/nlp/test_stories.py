"""Which articles tell one event: pairs, stories, and that the order in which they come does not matter."""

import itertools
import math
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.heads import Head
from nlp.reading import Reading
from nlp.stories import (
    BY_RULES_WITHIN,
    FEATURES,
    LINKED,
    MOST_CANDIDATES,
    SURE,
    WINDOW,
    group,
    nearest,
    pair_features,
    probabilities,
    same_event,
)
from nlp.story_pairs import training_pairs
from nlp.traits import Traits, direction, from_record, rarity, to_record, traits

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
FEATURE_NAMES = 17


def made(number: int = 0, *, language: str = "de", days: float = 0, **changes: object) -> Traits:
    """Traits whose vectors point along axis `number`: only equal numbers are alike."""
    vector = np.zeros(8)
    vector[number % 8] = 1.0
    bare = Traits(
        language=language,
        dated=NOON + timedelta(days=days),
        reaction=False,
        named=frozenset(),
        numbers=frozenset(),
        figures=frozenset(),
        days=frozenset(),
        names=frozenset(),
        shingles=frozenset(),
        lead=vector,
        title=vector,
    )
    return replace(bare, **changes)  # type: ignore[arg-type]  # the names are those of Traits


def cosine_head() -> Head:
    """Says yes where lead and title are the same: features 4 and 5."""
    weights = np.zeros((1, FEATURE_NAMES))
    weights[0, 4:6] = 10.0
    return Head(
        fitted_on=FEATURES,
        shape="binary",
        classes=("same",),
        weights=weights,
        bias=np.array([-15.0]),
        centre=np.zeros(FEATURE_NAMES),
        scale=np.ones(FEATURE_NAMES),
        platt=np.array([[1.0, 0.0]]),
    )


def read(title: str, body: str, *, language: str = "de", source_type: str = "news") -> Traits:
    return traits(Reading(title=title, body=body, language=language, source_type=source_type, published=NOON))


def test_traits_are_the_same_in_three_languages() -> None:
    german = read(
        "KI-Verordnung", "Nvidia zahlt nach der Verordnung (EU) 2024/1689 ab 2. August 2027 zwei Milliarden Euro."
    )
    english = read(
        "AI Act", "Under Regulation (EU) 2024/1689 Nvidia pays 2 billion euros from 2 August 2027.", language="en"
    )
    chinese = read("人工智能法", "根据条例（EU）2024/1689，英伟达自2027年8月2日起支付20亿欧元。", language="zh")
    for one in (english, chinese):
        assert {"nvidia"} <= german.named & one.named
        assert german.numbers == one.numbers == {"32024R1689"}
        assert german.days & one.days
        assert german.figures & one.figures == {"2e+09"}


def test_traits_of_other_languages_and_of_nothing_are_empty_but_there() -> None:
    assert read("Kabinet keurt wet goed", "Tekst over 25 zaken.", language="nl").named == frozenset()
    nothing = read("", "")
    assert (nothing.named, nothing.shingles, nothing.lead) == (frozenset(), frozenset(), None)
    assert traits(Reading(title="x", body="y", language="de", source_type="news", published=None)).dated.year == 1970


def test_traits_come_back_from_the_store_as_they_went() -> None:
    article = read(
        "KI-Gesetz: Kabinett billigt 15 Millionen", "Am 2. August 2027 zahlt Nvidia in Brüssel an Silvatronik."
    )
    with_vectors = replace(article, lead=np.array([0.6, 0.8]), title=np.array([1.0, 0.0]))
    towards = direction(with_vectors)
    assert towards is not None
    back = from_record(to_record(with_vectors), direction=towards)
    assert replace(back, lead=None, title=None) == article
    assert np.allclose(back.lead, with_vectors.lead)
    assert np.allclose(back.title, with_vectors.title)
    assert from_record(to_record(article)) == article


def test_what_few_texts_name_tells_more() -> None:
    assert rarity("no-such-entity") > rarity("nvidia") > rarity("cn") > 0


@given(st.integers(0, 7), st.integers(0, 7), st.floats(-14, 14), st.sampled_from(("de", "zh", "en")))
def test_a_pair_has_the_same_features_both_ways(one: int, other: int, days: float, language: str) -> None:
    first, second = made(one, named=frozenset(("cn", "nvidia"))), made(other, language=language, days=days)
    assert np.array_equal(pair_features(first, second), pair_features(second, first))
    assert len(pair_features(first, second)) == FEATURE_NAMES


def test_only_what_is_close_in_time_is_linked() -> None:
    said = probabilities(made(), [made(days=14), made(days=14.01), made(1)], cosine_head())
    assert said[0] > LINKED
    assert said[1] == 0
    assert said[2] < LINKED


def test_pair_features_need_vectors() -> None:
    with pytest.raises(ValueError, match="need vectors"):
        pair_features(made(lead=None), made())


def test_without_vectors_titles_of_one_language_link() -> None:
    first = read("Kabinett billigt KI-Gesetz nach langem Streit", "")
    later = replace(read("Kabinett billigt KI-Gesetz", ""), dated=NOON + timedelta(hours=5))
    assert probabilities(first, [later], None).tolist() == [1]
    assert probabilities(first, [replace(later, dated=NOON + BY_RULES_WITHIN * 1.01)], None).tolist() == [0]
    assert probabilities(first, [replace(later, language="en")], None).tolist() == [0]
    assert probabilities(first, [read("Bundesrat berät über Wölfe", "")], cosine_head()).tolist() == [0]


def test_without_vectors_official_numbers_link_languages_unless_they_are_all_that_is_shared() -> None:
    german = read("Brüssel", "Die Verordnung (EU) 2026/1234 gilt ab 2. August 2027.")
    english = read("Brussels", "Regulation (EU) 2026/1234 applies from 2 August 2027.", language="en")
    background = read("Court", "The case rests on Regulation (EU) 2026/1234.", language="en")
    assert probabilities(german, [english, background], None).tolist() == [1, 0]


def test_stories_are_the_same_in_every_order() -> None:
    rng = random.Random(7)
    articles = [made(rng.randrange(8), days=rng.uniform(0, 60)) for _ in range(120)]
    partitions = []
    for seed in range(20):
        order = random.Random(seed).sample(range(len(articles)), len(articles))
        stories = group([articles[at] for at in order], cosine_head())
        found = dict(zip(order, stories, strict=True))
        partitions.append({(a, b) for a in order for b in order if a < b and found[a] == found[b]})
    least = min(
        2 * len(one & other) / (len(one) + len(other)) for one in partitions for other in partitions if one is not other
    )
    assert least >= 0.98


def test_a_late_article_brings_two_stories_together() -> None:
    early, late = made(days=0), made(days=20)
    assert group([early, late], cosine_head()) == [0, 1]
    assert group([early, late, made(days=10)], cosine_head()) == [0, 0, 0]


def test_copies_are_one_story_whatever_the_head_says() -> None:
    assert group([made(0), made(1)], cosine_head(), same=[(1, 0)]) == [0, 0]
    assert group([], None) == []


def angled(degrees: float) -> Traits:
    """Traits whose vectors point this way: the cosine head says how close two are."""
    vector = np.zeros(8)
    vector[:2] = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return made(lead=vector, title=vector)


def test_two_that_likely_tell_one_event_are_one_story_only_with_a_third() -> None:
    one, likely, third = angled(0), angled(42.7), angled(-1)
    said = probabilities(one, [likely, third], cosine_head())
    assert LINKED <= said[0] < SURE <= said[1]
    assert same_event(one, [likely], cosine_head()) == []
    assert same_event(one, [likely, third], cosine_head()) == [0, 1]
    assert same_event(one, [likely, angled(-42.7)], cosine_head()) == []
    for order in itertools.permutations((one, likely, third)):
        assert group(order, cosine_head()) == [0, 0, 0]


@given(st.lists(st.floats(0, 360), min_size=2, max_size=9), st.randoms())
def test_stories_are_exactly_the_same_in_every_order(degrees: list[float], chance: random.Random) -> None:
    articles = [angled(one) for one in degrees]
    order = chance.sample(range(len(articles)), len(articles))
    one = group(articles, cosine_head())
    other = dict(zip(order, group([articles[at] for at in order], cosine_head()), strict=True))
    for a, b in itertools.combinations(range(len(articles)), 2):
        assert (one[a] == one[b]) == (other[a] == other[b])


def test_the_nearest_are_found_first_and_not_too_many() -> None:
    rng = np.random.default_rng(1)
    others = rng.normal(size=(MOST_CANDIDATES * 3, 16))
    others /= np.linalg.norm(others, axis=1, keepdims=True)
    assert nearest(others[7], [others])[0] == 7
    assert len(nearest(others[7], [others])) == MOST_CANDIDATES
    assert nearest(others[7], [others[:5], np.zeros((0, 0)), others[5:]]) == nearest(others[7], [others])
    assert nearest(others[7], []) == []


def test_training_pairs_lie_within_the_window_and_know_their_story() -> None:
    articles = [made(0), made(1, days=1), made(2, days=15), made(3, days=2)]
    features, labels, groups = training_pairs(articles, ["s", "s", "x", "y"], ["t-1", "t-2", "n-3", "m-4"])
    assert features.shape == (5, FEATURE_NAMES)
    assert (features[:, 0] <= WINDOW.days).all()
    assert sorted(zip(labels.tolist(), groups, strict=True)) == [(0, "s"), (0, "s"), (0, "s"), (0, "x"), (1, "s")]


def test_texts_that_nobody_has_compared_teach_nothing() -> None:
    assert len(training_pairs([made(0), made(0, days=1)], ["a-1", "t-1"], ["a-1", "t-1"])[1]) == 0


def test_pairs_that_may_be_taken_either_way_teach_nothing() -> None:
    pair = ["n-de-035", "t-de-092"]
    assert training_pairs([made(0), made(0, days=1)], pair, pair)[1].tolist() == []

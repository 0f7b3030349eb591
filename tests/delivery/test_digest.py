"""What stands in a digest, in which order, and that no text of others can do harm in it."""

from dataclasses import replace
from datetime import datetime, timedelta
from html.parser import HTMLParser

import pytest

from articles.model import Article
from delivery.digest import MOST_LATE, MOST_STORIES, Digest, ToldStory, as_page, as_text, in_order, when
from tests.conftest import NOON
from tests.dreiklang.desks import SOURCES, article

GERMAN = article(1)
ENGLISH = article(2, source_id="gazette", language="en")
CHINESE = article(3, source_id="ribao", language="zh")
OFFICIAL = article(4, source_id="amtsblatt", title="Amtliche Bekanntmachung zum KI-Gesetz")


def story(*articles: Article) -> ToldStory:
    return ToldStory(id=articles[0].id, articles=tuple(sorted(articles, key=lambda one: one.dated)))


def digest(*stories: ToldStory, late: tuple[Article, ...] = (), as_of: datetime = NOON) -> Digest:
    return Digest(
        since=as_of - timedelta(days=1),
        as_of=as_of,
        stories=stories,
        late=late,
        seen=3,
        expected=4,
        sources=SOURCES,
        untranslated=2,
    )


def test_stories_of_official_sources_stand_first_then_those_in_more_languages() -> None:
    in_two, alone, official = story(GERMAN, ENGLISH), story(CHINESE), story(OFFICIAL)
    assert digest(alone, in_two, official).shown == (official, in_two, alone)


def test_within_a_story_the_official_text_stands_first_and_gives_the_title() -> None:
    text = as_text(digest(story(GERMAN, replace(OFFICIAL, published=NOON + timedelta(hours=1)))))
    assert "\n1 Amtliche Bekanntmachung zum KI-Gesetz\n   de 02 Mar 13:00 UTC Amtsblatt (official)\n" in text
    assert "   de 02 Mar 12:00 UTC Tagblatt: Kabinett billigt KI-Gesetz\n" in text


def test_each_language_is_heard_before_any_is_heard_twice() -> None:
    many = [replace(article(number), published=NOON - timedelta(hours=number)) for number in range(10, 16)]
    shown = digest().reports(story(*many, ENGLISH, CHINESE))
    assert {"de", "en", "zh"} <= {one.language for one in shown}


def test_a_long_story_says_how_much_more_there_is() -> None:
    text = as_text(digest(story(*(article(number) for number in range(9)))))
    assert "   and 6 more\n" in text


def test_a_long_day_says_how_many_stories_are_left_out() -> None:
    text = as_text(digest(*(story(article(number)) for number in range(MOST_STORIES + 3))))
    assert "3 further stories: `dreiklang articles --since 2026-03-01T12:00`" in text


def test_counts_name_all_three_languages_also_the_silent_one() -> None:
    text = as_text(digest(story(GERMAN, ENGLISH)))
    assert (
        "AS OF 12:00 UTC, since 01 Mar 12:00 - 3 of 4 sources seen\n1 German, 0 Chinese, 1 English - 1 stories" in text
    )


def test_a_quiet_day_says_so_and_stops() -> None:
    assert "A quiet day: nothing new on how AI is governed." in as_text(digest())
    assert "A quiet day" in as_page(digest())


def test_late_finds_stand_apart_with_their_day() -> None:
    late = tuple(replace(article(n), published=NOON - timedelta(days=20 + n)) for n in range(MOST_LATE + 2))
    text = as_text(digest(story(ENGLISH), late=late)).partition("LATE")[2]
    assert "de 10 Feb 12:00 UTC Tagblatt: Kabinett billigt KI-Gesetz" in text
    assert "   and 2 more\n" in text


@pytest.mark.parametrize(("state", "told"), [("removed", "removed since"), ("changed", "changed since"), ("live", "")])
def test_what_happened_to_an_article_since_is_told(state: str, told: str) -> None:
    text, page = (form(digest(story(replace(GERMAN, state=state, origin="dpa")))) for form in (as_text, as_page))
    assert "[dpa]" in text
    assert told in text
    assert told in page


def test_an_article_without_a_clock_time_shows_only_its_day() -> None:
    assert when(replace(GERMAN, published_precision="day")) == "02 Mar"
    assert when(GERMAN) == "02 Mar 12:00 UTC"
    assert when(replace(GERMAN, published=None, published_precision=None)) == "02 Mar"


def test_languages_stand_in_the_order_of_the_product() -> None:
    assert in_order(["en", "fr", "de", "zh"]) == ("de", "zh", "en", "fr")


def test_a_day_of_five_stories_fits_on_forty_lines_of_text() -> None:
    text = as_text(digest(*(story(article(n), article(n + 50, source_id="gazette", language="en")) for n in range(5))))
    assert len(text.splitlines()) <= 40


class Seen(HTMLParser):
    """Which tags a page has, and where its links lead."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str | None] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value for name, value in attrs if name == "href"]


@pytest.mark.parametrize(
    "hostile",
    ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7 * 7 }}", "{% raw %}", "</title></ul>"],
)
def test_text_of_others_stays_text(hostile: str) -> None:
    title = f"KI {hostile}"
    harmful = replace(GERMAN, title=title, origin=hostile, url="javascript:alert(1)")
    page = as_page(digest(story(harmful), late=(harmful,)))
    seen = Seen()
    seen.feed(page)
    assert {"script", "img"}.isdisjoint(seen.tags)
    assert set(seen.links) == {"#"}
    assert "49" not in as_text(digest(story(harmful))).partition("sources seen")[2]
    assert title in as_text(digest(story(harmful)))


def test_an_article_of_a_source_that_is_gone_keeps_the_sources_id() -> None:
    assert "former: Kabinett" not in as_text(digest(story(replace(GERMAN, source="former"))))
    assert "UTC former\n" in as_text(digest(story(replace(GERMAN, source="former"))))

import pytest
from lxml import html

from crawlers.pages.body_marks import Mark, by_names, mark_of


@pytest.mark.parametrize("names", ["related-links", "relatedLinks", "m_related_links", "block RelatedLinks"])
def test_words_are_found_however_they_are_joined(names: str) -> None:
    assert by_names(names) is Mark.FURNITURE


@pytest.mark.parametrize("names", ["shareholders", "navigator", "commentary-text", "socialism", "advances"])
def test_a_word_inside_a_longer_word_says_nothing(names: str) -> None:
    assert by_names(names) is Mark.NONE


@pytest.mark.parametrize("names", ["post tag-comments category-newsletter", "has-sidebar", "no-comments", ""])
def test_what_an_element_has_or_is_filed_under_says_nothing_about_it(names: str) -> None:
    assert by_names(names) is Mark.NONE


def test_a_body_with_a_furniture_word_is_a_body() -> None:
    assert by_names("article-body share-anchor") is Mark.BODY


@pytest.mark.parametrize(
    ("markup", "mark"),
    [
        ("<nav>x</nav>", Mark.FURNITURE),
        ("<div role=navigation>x</div>", Mark.FURNITURE),
        ("<div itemprop=articleBody>x</div>", Mark.BODY),
        ("<div class=teaser>x</div>", Mark.TEASER),
        ("<figure>x</figure>", Mark.CAPTION),
        ("<div id=photo-credit>x</div>", Mark.CAPTION),
        ("<article class=comments>x</article>", Mark.NONE),
        ("<div>x</div>", Mark.NONE),
    ],
)
def test_tag_role_itemprop_class_and_id_are_read(markup: str, mark: Mark) -> None:
    assert mark_of(html.fragment_fromstring(markup)) is mark

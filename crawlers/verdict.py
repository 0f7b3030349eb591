"""What a page turned out to be. In: its tree, text and metadata hints. Out: an Outcome of the extract step, and a detail."""

from collections.abc import Mapping, Sequence

from lxml.html import HtmlElement

from articles.outcome import Outcome


def judge(
    *,
    tree: HtmlElement,
    html: str,
    title: str | None,
    paragraphs: Sequence[str],
    metadata_hints: Mapping[str, object],
    url: str,
) -> tuple[Outcome, str | None]:
    """EXTRACTED, or why there is no article to keep."""
    if not any(paragraphs):
        return Outcome.EMPTY_PAGE, "no text found"
    return Outcome.EXTRACTED, None

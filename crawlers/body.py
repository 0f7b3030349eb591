"""A page's tree -> its article text. In: an lxml tree (left as it is) and what metadata knows. Out: paragraphs, and how they were found."""

from copy import deepcopy
from dataclasses import dataclass

from lxml.html import HtmlElement
from trafilatura import bare_extraction

from articles.model import Layout


@dataclass(frozen=True, kw_only=True)
class Body:
    """The text of an article, one entry a paragraph; `how` names the reader, `confidence` is in [0, 1]."""

    paragraphs: tuple[str, ...]
    how: str
    confidence: float


def read_body(
    tree: HtmlElement,
    *,
    url: str,
    html: str,
    title: str | None,
    json_ld_body: str | None,
    language_hint: str | None,
    layout: Layout | None,
) -> Body:
    """The paragraphs of the article in this page."""
    found = bare_extraction(deepcopy(tree), url=url, fast=True, include_comments=False)
    lines = (found.text or "").splitlines() if found is not None else []
    paragraphs = tuple(line.strip() for line in lines if line.strip())
    return Body(paragraphs=paragraphs, how="trafilatura", confidence=0.5 if paragraphs else 0.0)

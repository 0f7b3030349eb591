"""What a page turned out to be. In: its tree, text and metadata hints. Out: an Outcome of the extract step, and a detail.

The order: can it be read, is it spam, does a form stand in front of it, is it a list, is there a text, is it whole.
Lines of the page are looked at only where the text is short or nothing says that the page is an article.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from articles.outcome import Outcome
from crawlers.pages.body_blocks import HEADINGS, Block, read_blocks
from crawlers.pages.body_root import prose_weight, weight
from crawlers.pages.garbled import garbled
from crawlers.pages.hijacked import hijacked
from crawlers.pages.walls import LITTLE, TEASER, consent_wall, paywall

EMPTY: Final = 40  # letters; the shortest of 469 real articles has 97
LINKED_HEADINGS: Final = 8  # a front page has more
TEASED_HEADINGS: Final = 4  # are enough where nearly all prose stands right below them
TEASED: Final = 0.8  # of the prose of a page of teasers
LONGEST_RUN: Final = 3  # paragraphs between two linked headings; an article has more
LINES_OF_LINKS: Final = 30
LINK_SHARE: Final = 0.6  # of all text on a page of links
SAMPLE: Final = 20_000  # characters of markup that are looked at where there is no text
SAMPLE_LINES: Final = 100  # at either end
SAMPLE_CHARS: Final = 3_000  # of a paragraph
SHORT_TEXT: Final = 600  # letters
FRONT_PATHS: Final = frozenset(("", "/", "/index.html", "/index.htm", "/index.php", "/home", "/default.htm"))
ARTICLE_WORDS: Final = ("article", "posting", "report", "review")
LIST_TYPES: Final = frozenset(("CollectionPage", "SearchResultsPage", "ItemList"))


def judge(
    *,
    tree: HtmlElement,
    html: str,
    title: str | None,
    paragraphs: Sequence[str],
    metadata_hints: Mapping[str, object],
    url: str,
) -> tuple[Outcome, str | None]:
    """EXTRACTED or PAYWALL for an article to keep, else what the page is instead; and why.

    Hints: "paywalled" (True, False or None), "og_type", "json_ld_types".
    """
    sample = _sample(paragraphs)
    broken = garbled("\n".join(sample) if sample else html[:SAMPLE])
    if broken:
        return Outcome.GARBLED, broken
    spam = hijacked(title, sample)
    if spam:
        return Outcome.HIJACKED, spam
    letters = sum(map(weight, paragraphs))
    article = _says_article(metadata_hints)
    front = _is_front(url)
    if letters > TEASER and article and not front:
        return Outcome.EXTRACTED, None
    blocks, _ = read_blocks(tree)
    shown = [block.text for block in blocks]
    form = consent_wall(title, paragraphs, shown) if letters < LITTLE or not article else None
    if form:
        return Outcome.CONSENT_WALL, form
    sure = front or _says_list(metadata_hints)
    links = _list_of_links(blocks, letters, sure=sure) if letters < EMPTY or front or not article else None
    if links:
        return Outcome.INDEX_PAGE, links
    if letters < EMPTY:
        return Outcome.EMPTY_PAGE, "no text" if not letters else f"no more text than {letters:.0f} letters"
    paid = metadata_hints.get("paywalled")
    wall = paywall(paragraphs, shown, paid=paid if isinstance(paid, bool) else None)
    return (Outcome.PAYWALL, wall) if wall else (Outcome.EXTRACTED, None)


def _sample(paragraphs: Sequence[str]) -> list[str]:
    """Beginning and end of a long text, whole paragraphs of a short one."""
    ends = [*paragraphs[:SAMPLE_LINES], *paragraphs[SAMPLE_LINES:][-SAMPLE_LINES:]]
    return [one[:SAMPLE_CHARS] for one in ends]


def _is_front(url: str) -> bool:
    parts = urlsplit(url)
    return bool(parts.netloc) and not parts.query and parts.path.lower() in FRONT_PATHS


def _says_article(hints: Mapping[str, object]) -> bool:
    if hints.get("og_type") == "article":
        return True
    types = hints.get("json_ld_types")
    names = types if isinstance(types, list | tuple) else ()
    return any(word in str(name).lower() for name in names for word in ARTICLE_WORDS)


def _says_list(hints: Mapping[str, object]) -> bool:
    types = hints.get("json_ld_types")
    return isinstance(types, list | tuple) and not LIST_TYPES.isdisjoint(types)


def _list_of_links(blocks: Sequence[Block], letters: float, *, sure: bool) -> str | None:
    """Why this is a front page, a section or a list; `sure`: the address or the page's own data say so."""
    linked = [block for block in blocks if _is_linked(block)]
    headings = sum(block.tag in HEADINGS for block in linked)
    run = _longest_run(blocks)
    little = letters < SHORT_TEXT * (4 if sure else 1)
    if headings >= LINKED_HEADINGS * (1 if sure or little else 2) and run <= LONGEST_RUN * (2 if sure else 1):
        return f"{headings} linked headings, at most {run} paragraphs together"
    if headings >= TEASED_HEADINGS and run <= LONGEST_RUN and _teased_share(blocks) > TEASED:
        return f"{headings} linked headings, with all of the text right below them"
    share = sum(len(block.text) for block in linked) / (sum(len(block.text) for block in blocks) or 1)
    if len(linked) >= LINES_OF_LINKS and share > LINK_SHARE / (2 if sure else 1) and little:
        return f"{len(linked)} lines of links hold {share:.0%} of the text"
    return None


def _teased_share(blocks: Sequence[Block]) -> float:
    """How much of the prose stands right below a linked heading."""
    below = (block for above, block in pairwise(blocks) if above.tag in HEADINGS and _is_linked(above))
    return sum(map(prose_weight, below)) / (sum(map(prose_weight, blocks)) or 1)


def _is_linked(block: Block) -> bool:
    return block.linked > 0.8 * len(block.text)


def _longest_run(blocks: Sequence[Block]) -> int:
    """Most paragraphs in a row without a linked line between them."""
    longest = run = 0
    for block in blocks:
        if _is_linked(block):
            run = 0
        elif prose_weight(block):
            run += 1
            longest = max(longest, run)
    return longest

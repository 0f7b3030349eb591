"""What an element's tag, role, class and id say about it. In: an element. Out: a Mark.

Only words that many publishers share; a name that belongs to one publisher goes into that source's Layout.
"""

import re
from enum import IntEnum
from functools import lru_cache
from itertools import pairwise
from typing import Final

from lxml.html import HtmlElement

from crawlers.pages.patterns import words


class Mark(IntEnum):
    """What a frame is for, as its author named it. TEASER is furniture if it links somewhere, else a lead."""

    NONE = 0
    BODY = 1
    TEASER = 2
    CAPTION = 3
    FURNITURE = 4


# Class names that tell what an element has or is filed under, not what it is.
ABOUT = re.compile(
    r"(?:^|\s)(?:has|with|without|no|tag|category|cat|format|status|type|single|js|theme)[-_]\S*", re.IGNORECASE
)
WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
FURNITURE: Final = words(
    "accesswall adsense adv advert advertisement advertising agb alert anzeige attachments author authorbox",
    "authorinfo authors autor autoren banner bio biography blocker bottombar breadcrumb breadcrumbs btn button",
    "buttons byline bylines comment commenting comments consent contributor cookie cookies copyright cta dateline",
    "dialog disclaimer disclosure discussion disqus factbox fallback follow foot footer",
    "footnotes hashtags hidden hide infobox infokasten jump keywords kommentar kommentare",
    "lightbox login masthead menu menubar modal nav navbar navi navigation newsletter newsletters",
    "outbrain overlay pager pagination paging permission placeholder player popular popup profile",
    "promo promobox promos promotion promotions qrcode rating ratings readmore recirc recirculation recommend",
    "recommendation recommendations recommended register related relatedlinks relatednews remarks respond",
    "schlagworte share sharebar shares sharing sidebar signup sitemap skeleton skip skiplink sociable social",
    "socialmedia socials sponsor sponsored sronly subscribe subscription syndication taboola tag",
    "taglist tags teilen timestamp toc toolbar tools topbar topics trending upsell verwandte visuallyhidden",
    "voting",
)
TEASER: Final = words(
    "card cards carousel embed gallery intro lead promo slider slideshow teaser teasers tile tiles widget widgets",
)
BODY: Final = words(
    "articlebody articlecontent articlemain articletext bodytext contentbody copytext entrycontent mainbody",
    "maincontent newscontent newstext postbody postcontent storybody storycontent",
)
CAPTION: Final = words(
    "bild bilder bildunterschrift caption captions cptn credit credits figcaption foto image imageinfo images img",
    "legend mediainfo photo photographer photos picture",
)
BY_TAG = {
    "nav": Mark.FURNITURE,
    "footer": Mark.FURNITURE,
    "aside": Mark.FURNITURE,
    "form": Mark.FURNITURE,
    "menu": Mark.FURNITURE,
    "address": Mark.FURNITURE,
    "figure": Mark.CAPTION,
    "figcaption": Mark.CAPTION,
    "caption": Mark.CAPTION,
}
WHOLE = frozenset(("html", "body", "main", "article"))
ROLES: Final = words(
    "alert alertdialog banner complementary contentinfo dialog menu menubar navigation search tablist toolbar",
)


def mark_of(element: HtmlElement) -> Mark:
    """The mark of an element by its tag, role, itemprop, class and id."""
    by_tag = BY_TAG.get(element.tag)
    if by_tag is not None:
        return by_tag
    if element.tag in WHOLE:
        return Mark.NONE
    if element.get("role") in ROLES:
        return Mark.FURNITURE
    if element.get("itemprop") == "articleBody":
        return Mark.BODY
    return by_names(names_of(element))


def names_of(element: HtmlElement) -> str:
    """Class and id as one string."""
    return f"{element.get('class') or ''} {element.get('id') or ''}".strip()


@lru_cache(maxsize=20_000)
def by_names(names: str) -> Mark:
    """The mark that the words in a class and id make; `relatedLinks`, `related-links` and `related_links` are alike."""
    parts = [word.lower() for word in WORD.findall(ABOUT.sub(" ", names))]
    pairs = [first + second for first, second in pairwise(parts)]
    said = {*parts, *pairs}
    if said & BODY:
        return Mark.BODY
    if said & FURNITURE:
        return Mark.FURNITURE
    if said & CAPTION:
        return Mark.CAPTION
    return Mark.TEASER if said & TEASER else Mark.NONE

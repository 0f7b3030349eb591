"""Which of a page's headlines is the article's? In: Head, JsonLd, the site's names. Out: one title, or None.

1. every place that may hold it gives a candidate, without the site's name;
2. candidates that are the same but for marks and spaces vote together;
3. of the winning group the most careful spelling is taken.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from urllib.parse import urlsplit

from articles.text import clean, has_cjk, squash
from crawlers.pages.head import Head
from crawlers.pages.jsonld import JsonLd

# How far each place is trusted, tried on half of the publishers of ../shared/extraction and confirmed on the others.
_TRUST = {
    "og": 3.0,
    "h1": 3.0,
    "json_ld": 2.5,
    "itemprop": 1.5,
    "twitter": 1.0,
    "page": 1.0,
    "meta": 0.5,
    "heading": 0.4,
}
_SEPARATOR = re.compile(
    r"\s+[-–—|·•»«:/]+\s+|\s*[|｜]\s*|_+|\s*--+\s*|\s*—+\s*|\s+-|-\s+|(?<=[^\x00-\x7f])-(?=[^\x00-\x7f])|(?<=[？！。])\s"
)
# Where the rest is known to be the headline, any mark will do.
_ANY_MARK = re.compile(r"\s*[-–—|｜_·•»«/]+\s*|\s+:\s+")
_SITE_WORD = re.compile(
    r"网|網|频道|频道|新闻|新聞|日报|日報|晚报|在线|門戶|门户|官方|首页|博客|订阅|中心|客户端|\.(?:com|cn|net|org|de|tw|hk)\b",
    re.IGNORECASE,
)
_DOMAIN = re.compile(r"^(?:www\.)?[\w-]+(?:\.[\w-]+)*\.[a-z]{2,6}$", re.IGNORECASE)
_CUT = re.compile(r"\s*(?:…|\.\.\.)\s*$")
_QUOTES = "\"“”„«»'‘’"
_METAS = ("dc.title", "dcterms.title", "citation_title", "title", "articletitle", "headline")
_LONGEST = 300
_SHORTEST = 7
_CUT_AT = 1000
_UNSEEN = 0.3


def choose_title(head: Head, linked: JsonLd, *, url: str) -> str | None:
    """The headline as the article has it."""
    site = site_names(head, linked, url)
    found = [(place, text) for place, text in _candidates(head, linked) if text and squash(text) not in site]
    shown = _shown(head)
    bare = [(place, _bare(text, place=place, site=site, known=_known(place, found, shown))) for place, text in found]
    groups: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for place, text in bare:
        whole = _completed(text, [other for _, other in bare])
        if squash(whole):
            groups[squash(whole)].append((place, whole))
    if not groups:
        return None
    best = max(groups, key=lambda group: _votes(groups[group], is_shown=group in shown))
    return max(groups[best], key=lambda one: _TRUST[one[0]])[1]


def _votes(group: list[tuple[str, str]], *, is_shown: bool) -> float:
    """A page's title that stands nowhere in the page is the section's, not the article's."""
    places = {place for place, _ in group}
    return _UNSEEN if places == {"page"} and not is_shown else sum(_TRUST[place] for place in places)


def _shown(head: Head) -> set[str]:
    lines = (*head.headings, *head.lines)
    return {squash(line.text) for line in lines if not line.elsewhere and len(line.text) >= _SHORTEST}


def _known(place: str, found: list[tuple[str, str]], shown: set[str]) -> tuple[set[str], set[str]]:
    """Which texts, if they begin (or end) this place's text at a separator, are the whole headline."""
    others = {squash(text) for other, text in found if other != "page" and len(text) >= _SHORTEST}
    headings = {squash(text) for other, text in found if other == "h1" and len(text) >= _SHORTEST}
    if place == "page":
        return others | shown, others | shown
    return (others, headings) if place in ("og", "twitter", "meta") else (set(), set())


def _candidates(head: Head, linked: JsonLd) -> Iterable[tuple[str, str]]:
    yield "og", clean(head.first("og:title") or "")
    headings = [line.text for line in head.headings if line.tag == "h1" and not line.elsewhere and line.text]
    if headings:
        yield "h1", _best_heading(headings, head.page_title)
    yield "json_ld", clean((linked.headline or "")[:_CUT_AT])
    yield from (("itemprop", clean(str(one.text_content())[:_CUT_AT])) for one in head.props.get("headline", [])[:1])
    yield "twitter", clean(head.first("twitter:title") or "")
    yield "page", head.page_title
    yield "meta", clean(head.first(*_METAS) or "")
    if not headings:
        lower = [line.text for line in head.headings if not line.elsewhere and len(line.text) >= _SHORTEST]
        yield "heading", _best_heading(lower, head.page_title) if lower else ""


def _best_heading(headings: list[str], page_title: str) -> str:
    """The one that the page's title repeats, else the first."""
    whole = squash(page_title)
    repeated = [text for text in headings if len(text) < _LONGEST and squash(text) and squash(text) in whole]
    return max(repeated, key=len) if repeated else headings[0]


def site_names(head: Head, linked: JsonLd, url: str) -> set[str]:
    """How this site may call itself, squashed: what it declares, and its host."""
    host = urlsplit(url).hostname or ""
    label = max(host.removeprefix("www.").split(".")[:-1] or [""], key=len)
    names = (
        head.first("og:site_name"),
        linked.publisher,
        head.first("application-name", "apple-mobile-web-app-title"),
        host,
        label,
    )
    return {squash(name) for name in names if name and len(squash(name)) > 1}


def title_tail(page_title: str) -> str:
    """What stands after the last separator of a page's title, where sites put their name; squashed."""
    last = next(reversed(list(_SEPARATOR.finditer(page_title))), None)
    return squash(page_title[last.end() :]) if last else ""


def _bare(text: str, *, place: str, site: set[str], known: tuple[set[str], set[str]]) -> str:
    """Cut the names of site and section that stand before or after the headline."""
    cuts = [(match.start(), match.end()) for match in _ANY_MARK.finditer(text)]
    whole = [text[:start] for start, _ in cuts if squash(text[:start]) in known[0]]
    whole += [text[end:] for _, end in cuts if squash(text[end:]) in known[1]]
    if whole:
        return max(whole, key=len).strip()
    text = _drop_tail(text, site, eager=place == "page")
    first = _SEPARATOR.search(text)
    return text[first.end() :].strip() if first and _names_site(text[: first.start()], site) else text


def _drop_tail(text: str, site: set[str], *, eager: bool) -> str:
    """Cut from the end, part by part, as long as it names the site (eager: or looks like a site's or section's name)."""
    while True:
        match = next(reversed(list(_SEPARATOR.finditer(text))), None)
        if match is None or match.start() < 4:
            return text
        tail = text[match.end() :]
        looks_like_one = (
            eager and has_cjk(text) and len(tail) <= 16 and (_SITE_WORD.search(tail) or match[0].startswith("_"))
        )
        if not (_names_site(tail, site) or looks_like_one):
            return text
        text = text[: match.start()].strip()


def _names_site(part: str, site: set[str]) -> bool:
    bare = squash(part)
    if _DOMAIN.match(part.strip()):
        return True
    return any(
        bare == name or (len(bare) > 3 and (bare in name or (name in bare and len(bare) < 2.5 * len(name))))
        for name in site
    )


def _completed(text: str, others: list[str]) -> str:
    """A title cut by an ellipsis, or at a quotation mark that broke its attribute, as another place has it in full."""
    bare = squash(_CUT.sub("", text))
    if len(bare) < 3:
        return text
    for other in others:
        if len(other) > len(text) and squash(other).startswith(bare):
            rest = other[len(text) :].lstrip()
            if _CUT.search(text) or rest[:1] in _QUOTES:
                return other
    return text

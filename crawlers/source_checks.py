"""Does a source make sense? In: a Source whose types are right. Out: its problems, one sentence each; none is good."""

import re
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from articles.errors import BadInput, unknown
from articles.model import JsonList, Layout, Listing, Ownership, Source
from crawlers.urls import normalise

OFFICIAL_OWNERS: tuple[Ownership, ...] = ("government", "public")
TIERS = (1, 2, 3)

_ID = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
_COUNTRY = re.compile(r"[A-Z]{2}")
_BCP47 = re.compile(r"[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|\d{3}))?")
_PLACEHOLDER = re.compile(r"\{[^{}]*\}")


def problems_of(source: Source) -> list[str]:
    """What is wrong with one source by itself."""
    return [*_identity(source), *_addresses(source), *_reading(source), *_standing(source)]


def problems_between(sources: Mapping[str, Source], *, declared: Collection[str]) -> list[str]:
    """What is wrong between sources: a fallback to itself, or to none of the `declared` ids, readable or not."""
    problems = []
    for source in sources.values():
        if source.fallback == source.id:
            problems.append(f"{source.id}: fallback names the source itself; name another that carries the same issuer")
        elif source.fallback is not None and source.fallback not in declared:
            problems.append(f"{source.id}: fallback: {unknown('source', source.fallback, declared)}")
    return problems


def _identity(source: Source) -> Iterator[str]:
    if not _ID.fullmatch(source.id):
        yield f"id = '{source.id}': use lower-case letters, digits and hyphens"
    if not source.name.strip():
        yield "name is empty; write the publisher's own name"
    if not _COUNTRY.fullmatch(source.country):
        yield f"country = '{source.country}': expected two capital letters, such as DE, CN, EU or UN"
    if not source.languages:
        yield "languages is empty; expected at least one, such as ['de']"
    for language in source.languages:
        if not _BCP47.fullmatch(language):
            yield f"languages: '{language}' is no BCP 47 tag such as de, en, zh or zh-Hant"
    if not _is_time_zone(source.time_zone):
        yield f"time_zone = '{source.time_zone}': no such zone; expected a name such as Europe/Berlin or Asia/Shanghai"


def _addresses(source: Source) -> Iterator[str]:
    named = [("homepage", source.homepage)]
    for field in ("feeds", "news_sitemaps", "sitemaps"):
        named += [(field, url) for url in getattr(source, field)]
    named += [("listings.url", listing.url) for listing in source.listings]
    named += [("json_lists.url", listing.url) for listing in source.json_lists]
    for field, url in named:
        try:
            normalise(url)
        except BadInput as error:
            yield f"{field}: {error}"


def _reading(source: Source) -> Iterator[str]:
    for number, listing in enumerate(source.listings):
        yield from _bad_selectors(f"listings.{number}", listing, ("entry", "link", "title", "date"))
    for number, layout in enumerate(source.layouts):
        yield from _bad_selectors(f"layouts.{number}", layout, ("body", "drop", "title", "date", "authors"))
    for number, json_list in enumerate(source.json_lists):
        yield from (f"json_lists.{number}: {problem}" for problem in _json_list(json_list))


def _standing(source: Source) -> Iterator[str]:
    if source.tier not in TIERS:
        yield f"tier = {source.tier}: expected 1 (must not be missed), 2 or 3"
    if source.interval_minutes < 1:
        yield f"interval_minutes = {source.interval_minutes}: expected at least 1"
    if not 0 <= source.delay_s < float("inf"):
        yield f"delay_s = {source.delay_s}: expected seconds, 0 or more"
    if source.rights.excerpt_chars < 0:
        yield f"rights.excerpt_chars = {source.rights.excerpt_chars}: expected 0 or more"
    if source.kind == "official" and source.ownership not in OFFICIAL_OWNERS:
        yield (
            f"kind = 'official' with ownership = '{source.ownership}': only {' and '.join(OFFICIAL_OWNERS)} bodies are "
            "official; media, of the state and the party too, are kind news, wire or opinion"
        )
    if source.kind == "official" and source.filter.keywords:
        yield "filter.keywords: official sources are taken whole; remove it"


def _bad_selectors(where: str, hints: Listing | Layout, names: tuple[str, ...]) -> Iterator[str]:
    for name in names:
        value = getattr(hints, name)
        for selector in value if isinstance(value, tuple) else (value,):
            if selector is not None and not _is_selector(selector):
                yield f"{where}.{name} = '{selector}' is no CSS selector"


def _json_list(json_list: JsonList) -> Iterator[str]:
    if (json_list.link is None) == (json_list.url_template is None):
        yield "give either link (a field with the address) or url_template (an address with {field} in it)"
    if json_list.url_template is not None and not _PLACEHOLDER.search(json_list.url_template):
        yield f"url_template = '{json_list.url_template}' has no {{field}} in it; every record would be the same page"


@cache
def _is_selector(selector: str) -> bool:
    """Tried as it will be used: a prefix that nobody declared, say, is only found out by looking for something."""
    from lxml import etree
    from lxml.cssselect import CSSSelector, SelectorError

    try:
        CSSSelector(selector, translator="html")(etree.Element("html"))
    except (SelectorError, etree.XPathError):
        return False
    return True


@cache
def _is_time_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True

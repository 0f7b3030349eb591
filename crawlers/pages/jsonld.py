"""JSON-LD blocks of a page -> what they say about its article. In: an element tree. Out: JsonLd.

Real blocks are arrays, graphs, wrapped in comments, with raw line breaks, trailing commas or HTML entities inside.
"""

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from lxml.html import HtmlElement

Node: TypeAlias = dict[str, Any]

_WRAPPING = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)|(?://\s*)?(?:-->|\]\]>)\s*;?\s*$"
)
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_ARTICLE = re.compile(
    r"(?:Article|BlogPosting|Posting|Report|Review|Statement|PressRelease|GovernmentService|LiveBlog\w*)$"
)
_WEAK = ("WebPage", "ItemPage", "CreativeWork", "VideoObject", "Event", "DiscussionForumPosting")
_DEEPEST = 12


@dataclass(frozen=True, kw_only=True)
class JsonLd:
    """What the page's own article node says; raw strings as they stand. Empty where there is none."""

    types: tuple[str, ...] = ()
    headline: str | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None
    modified: str | None = None
    body: str | None = None
    section: str | None = None
    language: str | None = None
    url: str | None = None
    publisher: str | None = None
    free: bool | None = None


def read_json_ld(tree: "HtmlElement") -> JsonLd:
    """The article that this page is about, as its JSON-LD has it."""
    nodes = list(_nodes(tree))
    if not nodes:
        return JsonLd()
    by_id = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 2}
    node = max(nodes, key=_rank)
    if _rank(node) == (0, 0):
        return JsonLd(types=_types(node), publisher=_publisher(nodes))
    return JsonLd(
        types=tuple(dict.fromkeys(name for one in nodes for name in _types(one))),
        headline=_text(node.get("headline")),
        authors=tuple(dict.fromkeys(_people(node.get("author") or node.get("creator"), by_id))),
        published=_text(node.get("datePublished") or node.get("dateCreated")),
        modified=_text(node.get("dateModified")),
        body=_text(node.get("articleBody") or node.get("text")),
        section=_text(node.get("articleSection")),
        language=_text(node.get("inLanguage")),
        url=_text(node.get("url") or node.get("mainEntityOfPage")),
        publisher=next(_people(node.get("publisher"), by_id), None) or _publisher(nodes),
        free=_bool(node.get("isAccessibleForFree")),
    )


def load_loosely(text: str) -> Any:
    """JSON as pages have it; None where nothing helps."""
    bare = _WRAPPING.sub("", _WRAPPING.sub("", text)).strip().rstrip(";")
    for attempt in (bare, html.unescape(bare), _TRAILING_COMMA.sub(r"\1", bare)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _nodes(tree: "HtmlElement") -> Iterator[Node]:
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or "").lower():
            yield from _flatten(load_loosely(script.text_content()), depth=0)


def _flatten(value: Any, *, depth: int) -> Iterator[Node]:
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for one in value:
            yield from _flatten(one, depth=depth + 1)
    elif isinstance(value, dict):
        yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "item", "hasPart", "author"):
            if isinstance(value.get(key), dict | list):
                yield from _flatten(value[key], depth=depth + 1)


def _rank(node: Node) -> tuple[int, int]:
    """How likely this node is the page's article; the first of equals wins."""
    types = _types(node)
    said = sum(bool(node.get(key)) for key in ("headline", "datePublished", "author", "articleBody"))
    if any(_ARTICLE.search(name) for name in types):
        return 2, min(said, 3)
    if said and any(name in _WEAK for name in types):
        return 1, said
    return 0, 0


def _types(node: Node) -> tuple[str, ...]:
    types = node.get("@type")
    names = types if isinstance(types, list) else [types]
    return tuple(name.rsplit("/", 1)[-1] for name in names if isinstance(name, str))


def _text(value: Any) -> str | None:
    if isinstance(value, list):
        return next((text for text in map(_text, value) if text), None)
    if isinstance(value, dict):
        return _text(value.get("name") or value.get("@value") or value.get("url") or value.get("@id"))
    if isinstance(value, str | int) and not isinstance(value, bool):
        return html.unescape(str(value)).strip() or None
    return None


def _people(value: Any, by_id: dict[str, Node], depth: int = 0) -> Iterator[str]:
    if isinstance(value, list):
        for one in value:
            yield from _people(one, by_id, depth)
    elif isinstance(value, dict):
        if not value.get("name") and value.get("@id") in by_id and depth < _DEEPEST:
            value = by_id[value["@id"]]
        name = value.get("name")
        if isinstance(name, list):
            yield from _people(name, by_id, depth)
        elif isinstance(name, str) and name.strip():
            yield html.unescape(name).strip()
    elif isinstance(value, str) and value.strip():
        yield html.unescape(value).strip()


def _publisher(nodes: list[Node]) -> str | None:
    kinds = ("WebSite", "Organization", "NewsMediaOrganization")
    return next((_text(node.get("name")) for node in nodes if set(kinds) & set(_types(node))), None)


def _bool(value: Any) -> bool | None:
    if isinstance(value, bool):
        return value
    return {"true": True, "false": False}.get(str(value).strip().lower())

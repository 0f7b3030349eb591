"""luqum's tree -> our nodes. In: the tree of one query. Out: a Node, and the expansions that were made on the way."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NoReturn

from luqum import tree

from articles.errors import unknown
from articles.model import Expansion
from articles.taxonomy import load_taxonomy
from search import words
from search.complaints import complain
from search.fields import FIELDS, STANCES, TEXTS, Field
from search.nodes import And, Boost, Everything, Exists, Node, Not, Term
from search.stopwords import is_stopword
from search.values import Present, between, value

Expand = Callable[[str], Expansion | None]
Fields = Sequence[Field]
ALL_TEXTS = tuple(FIELDS[name] for name in TEXTS)
MOST_DEPTH = 100  # of nested nodes: NOT NOT NOT ...; a bracket is two of them
MOST_WORDS = 6  # of a term that is looked up
FARTHEST = 2  # letters a fuzzy word may differ in; the engines stop there
MOST_SLOP = 100
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_LOOSE = {"&&": "AND", "||": "OR"}
_STANCE = "stance."  # stance.eu_ai_act:oppose asks about one target


class Reading:
    """One query; `expansions` fills while it is read."""

    def __init__(self, text: str, *, dates: Present, expand: Expand | None) -> None:
        self.text = text
        self.dates = dates
        self.expand = expand
        self.expansions: dict[Expansion, None] = {}

    def whole(self, item: tree.Item) -> Node | None:
        """The node of a whole query; None where it holds no word."""
        return self._read(item, ALL_TEXTS, 0)

    def _read(self, item: tree.Item, fields: Fields, depth: int) -> Node | None:
        """Raises: QueryError that points at the item."""
        if depth > MOST_DEPTH:
            self._complain(item, "too many things within each other")
        match item:
            case tree.SearchField():
                return self._field(item, fields, depth)
            case tree.Group() | tree.FieldGroup() | tree.Plus():
                return self._read(item.children[0], fields, depth + 1)
            case tree.UnknownOperation():
                return self._side_by_side(item.children, fields, depth)
            case tree.AndOperation() | tree.OrOperation():
                found = [self._read(child, fields, depth + 1) for child in item.children]
                return _all_of(found) if isinstance(item, tree.AndOperation) else words.any_of(found)
            case tree.Not() | tree.Prohibit():
                inner = self._read(item.children[0], fields, depth + 1)
                return None if inner is None else Not(inner)
            case tree.Boost():
                return self._boost(item, fields, depth)
            case _:
                return self._leaf(item, fields)

    def _field(self, item: tree.SearchField, around: Fields, depth: int) -> Node | None:
        name = item.name.lower()
        if around is not ALL_TEXTS:
            self._complain(item, f"'{item.name}:' stands inside {around[0].name}:; a field takes no other field")
        if item.name in ("*", "_exists_"):
            return self._existing(item)
        if name.startswith(_STANCE):
            return self._stance(item, name.removeprefix(_STANCE))
        if name not in FIELDS:
            self._complain(
                item, f"{unknown('field', item.name, FIELDS)} A colon inside a word needs quotes or a \\ before it."
            )
        if isinstance(item.expr, tree.Word) and item.expr.value == "*":
            return Exists(name)
        return self._read(item.expr, (FIELDS[name],), depth + 1)

    def _existing(self, item: tree.SearchField) -> Node:
        """*:* and _exists_:published, as people know them from Kibana."""
        name = str(item.expr).strip()
        if name != "*" and name not in FIELDS:
            self._complain(item.expr, unknown("field", name, FIELDS))
        return Everything() if name == "*" else Exists(name)

    def _stance(self, item: tree.SearchField, target: str) -> Node:
        label = str(item.expr).strip().lower()
        targets = list(load_taxonomy().targets)
        if target not in targets:
            self._complain(item, unknown("stance target", target, targets))
        if label not in STANCES:
            self._complain(item.expr, unknown("stance", label, STANCES))
        return Term("position", f"{target}/{label}")

    def _boost(self, item: tree.Boost, fields: Fields, depth: int) -> Node | None:
        inner = self._read(item.children[0], fields, depth + 1)
        factor = float(item.force)
        if not 0 < factor <= 1000:
            self._complain(item, "a weight behind ^ lies above 0 and is at most 1000")
        return None if inner is None else Boost(inner, factor)

    def _side_by_side(self, items: Sequence[tree.Item], fields: Fields, depth: int) -> Node | None:
        """Words without AND or OR: all of them; terms of several words are looked up, words like `der` are passed over."""
        found: list[Node | None] = []
        at = 0
        while at < len(items):
            taken, node = self._term_of_several(items[at : at + MOST_WORDS], fields)
            if node is None and not self._passed_over(items[at], items, fields):
                node = self._read(items[at], fields, depth + 1)
            found.append(node)
            at += taken
        return _all_of(found)

    def _term_of_several(self, items: Sequence[tree.Item], fields: Fields) -> tuple[int, Node | None]:
        """(how many words it has, the node) of the longest known term that begins here; (1, None) if there is none."""
        written = [item.value if self._is_plain(item, fields) else None for item in items]
        for length in range(len(items), 1, -1):
            run = written[:length]
            expansion = None if None in run else self._known(" ".join(filter(None, run)))
            if expansion is not None:
                own = words.plain(
                    _bare(" ".join(filter(None, run))), fields
                )  # a known term is one thing: its words together
                return length, self._with_variants(own, expansion, fields)
        return 1, None

    def _passed_over(self, item: tree.Item, items: Sequence[tree.Item], fields: Fields) -> bool:
        def says_nothing(one: tree.Item) -> bool:
            return self._is_plain(one, fields) and is_stopword(one.value)

        return says_nothing(item) and not all(says_nothing(one) for one in items)

    def _leaf(self, item: tree.Item, fields: Fields) -> Node | None:
        if isinstance(item, tree.Regex):
            self._complain(
                item, "regular expressions are no part of this language; put paths and dates with / in quotes"
            )
        try:
            return self._text(item, fields) if fields[0].kind == "text" else self._value(item, fields[0])
        except ValueError as error:
            self._complain(item, str(error))

    def _text(self, item: tree.Item, fields: Fields) -> Node | None:
        match item:
            case tree.Phrase():
                return words.exact(_bare(item.value[1:-1]), fields)
            case tree.Proximity():
                return words.exact(_bare(item.term.value[1:-1]), fields, slop=_whole(item.degree, MOST_SLOP))
            case tree.Fuzzy():
                distance = 1 if item.degree < 1 else _whole(item.degree, FARTHEST)  # luqum says .5 for a bare ~
                return words.fuzzy(_bare(item.term.value), distance, fields)
            case tree.Word():
                return self._word(item.value, fields)
        raise ValueError("words take no ranges: only dates and numbers do; put < and [ in quotes")

    def _word(self, written: str, fields: Fields) -> Node | None:
        if written in _LOOSE or written.startswith("!"):
            raise ValueError(f"write {_LOOSE.get(written, 'NOT')} instead of {written[:2]}")
        if written.startswith("="):
            return words.exact(_bare(written[1:]), fields)
        if written == "*":
            return Everything() if fields is ALL_TEXTS else Exists(fields[0].name)
        if words.is_wild(written):
            return words.wildcard(written, fields)
        text = _bare(written)
        own, expansion = words.plain(text, fields), self._known(text)
        return self._with_variants(own, expansion, fields) if expansion else own

    def _value(self, item: tree.Item, field: Field) -> Node | None:
        match item:
            case tree.Phrase():
                return value(field, _bare(item.value[1:-1]), dates=self.dates)
            case tree.Word():
                written = item.value.removeprefix("=")
                return value(field, _bare(written), dates=self.dates, wild=words.has_wildcard(written))
            case tree.Range():
                ends = {"with_lower": item.include_low, "with_upper": item.include_high}
                return between(field, _end(item.low), _end(item.high), **ends, dates=self.dates)
            case tree.From():
                return between(field, _end(item.a), None, with_lower=item.include, with_upper=True, dates=self.dates)
            case tree.To():
                return between(field, None, _end(item.a), with_lower=True, with_upper=item.include, dates=self.dates)
        raise ValueError(f"{field.name} takes whole values; ~ is for words of the text")

    def _is_plain(self, item: tree.Item, fields: Fields) -> bool:
        """A word without marks, of a text field."""
        if not isinstance(item, tree.Word) or fields[0].kind != "text":
            return False
        return item.value[0] not in "=!" and item.value not in _LOOSE and not words.is_wild(item.value)

    def _known(self, text: str) -> Expansion | None:
        return self.expand(text) if self.expand else None

    def _with_variants(self, own: Node | None, expansion: Expansion, fields: Fields) -> Node | None:
        self.expansions[expansion] = None
        return words.any_of([own, *(words.said(text, language, fields) for text, language in expansion.variants)])

    def _complain(self, item: tree.Item, message: str) -> NoReturn:
        complain(self.text, item.pos or 0, message)


def said(item: tree.Item) -> Iterator[str]:
    """The words that are looked for, in order, without marks: what the query means, for a search by meaning."""
    match item:
        case tree.Not() | tree.Prohibit():
            return
        case tree.SearchField():
            if item.name.lower() in TEXTS:
                yield from said(item.expr)
        case tree.Phrase():
            yield _bare(item.value[1:-1])
        case tree.Word():
            yield _bare(item.value.lstrip("=").strip("*"))
        case _:
            for child in item.children:
                yield from said(child)


def _all_of(found: Sequence[Node | None]) -> Node | None:
    kept = tuple(node for node in found if node is not None)
    return And(kept) if len(kept) > 1 else kept[0] if kept else None


def _bare(text: str) -> str:
    """Without the backslashes that took marks literally."""
    return _ESCAPED.sub(r"\1", text)


def _end(item: tree.Item) -> str | None:
    written = item.value
    text = _bare(written[1:-1] if isinstance(item, tree.Phrase) else written)
    return None if text == "*" else text


def _whole(number: Any, most: int) -> int:
    if number != int(number) or not 0 <= number <= most:
        raise ValueError(f"the number behind ~ is a whole one from 0 to {most}")
    return int(number)

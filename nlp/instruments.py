"""What the act is called. In: sayings of a text. Out: the instrument's name as written, and what type it looks like.

1. Numbers of standards (ISO/IEC 24970), and what was done against whom (Fine on X).
2. Names: 《...》, „...“, official short names (Bill C-41), capitalised titles with a head noun; a name that is introduced
   behind a paraphrase ("X-Gesetz, kurz XG") if it is of the same type.
3. Else a noun phrase with a head noun (Gebührenverordnung zur Marktüberwachung, a fund to train specialists).
4. Else what was done, in the title's words.
All are searched for in the telling sentence and the title first, then in sentences of the lead that tell no background.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from nlp import instrument_edges as edges
from nlp import instrument_words as words
from nlp.acts import Saying, is_background

TYPES = (
    "law", "regulation", "administrative_measure", "standard", "action_plan", "consultation_draft", "guideline",
    "executive_order", "treaty", "enforcement_action", "funding",
)  # fmt: skip
# Sentences of the lead, counting the title; how far a sentence's beginning goes, and how far in a name may begin.
LEAD, OPENING, BEGINS = 4, 120, 12
# Rules that bind: a bill may be named as a regulation, but guidance is no act of parliament.
BINDING = frozenset(("law", "regulation", "administrative_measure", "executive_order", "consultation_draft"))
Search = Callable[[Saying, str], Iterator[str]]


@dataclass(frozen=True, kw_only=True)
class Instrument:
    """`name` as written; `saying` is where it stands, None where the title's words had to do."""

    name: str
    saying: Saying


def instrument(found: Sequence[Saying], *, main: Saying, language: str) -> Instrument:
    """The act's name, at worst the title."""
    title, lead = found[0], found[1:LEAD]
    fresh = [saying for saying in found[1:5] if not is_background(saying)]
    told = next((name for saying in (main, title) for name in _phrased(saying, language)), "")
    standard = any(words.TYPE_WORDS["standard"].search(one.source) for one in (title, main))
    searches = (
        (_designated, (title, main, *fresh) if standard else ()),
        (_headed, (title, main)),
        (_measured, (main, title)),
        (_introduced, (main, title)),
        (_named, (main, title)),
        (_alike(_introduced, told, named=f"{title.source} {main.source}"), fresh),
        (_alike(_opening, told), lead),
        (_phrased, (main, title)),
        (_named, fresh),
        (_phrased, [saying for saying in fresh if saying.done]),
        (_about, (title, *fresh)),
        (_toward, (title,)),
    )
    for search, places in searches:
        names = [(name, saying) for saying in places for name in list(search(saying, language))[:1]]
        if names:
            name, saying = next((one for one in names if " " in one[0]), names[0])
            return Instrument(name=name, saying=saying)
    headline = edges.HEADLINE_TAIL.sub("", title.source).strip()
    return Instrument(name=edges.ISSUED_BY.sub("", headline), saying=title)


def _alike(search: Search, told: str, *, named: str = "") -> Search:
    """Only names of the type that the news sentence speaks of, as far as that can be told, and none that it has named."""
    kinds = _kinds(edges.HEAD_ENDS.sub("", told))
    kinds |= BINDING if kinds & BINDING else frozenset()

    def alike(saying: Saying, language: str) -> Iterator[str]:
        found = (name for name in search(saying, language) if name.partition(" (")[0] not in named)
        yield from (name for name in found if not kinds or not _kinds(name) or kinds & _kinds(name))

    return alike


def _kinds(name: str) -> frozenset[str]:
    return frozenset(kind for kind, pattern in words.TYPE_WORDS.items() if pattern.search(name))


def looks_like(name: str, saying: Saying) -> str | None:
    """The type that the name, else its sentence, speaks of."""
    for text in (name, saying.source):
        for kind, pattern in words.TYPE_WORDS.items():
            if pattern.search(text):
                return kind
    return None


def _headed(title: Saying, language: str) -> Iterator[str]:
    """The heading of a Chinese notice is its name: 关于...的通知, 公告2026年第41号."""
    if language == "zh":
        yield from (match.group() for match in edges.HEADING.finditer(title.source))


def _designated(saying: Saying, language: str) -> Iterator[str]:
    """The number of a standard."""
    for match in words.DESIGNATION.finditer(saying.source):
        if not edges.FOLLOWED.search(saying.source[: match.start()]):
            yield match.group()


def _measured(saying: Saying, language: str) -> Iterator[str]:
    """What is done against somebody: "gegen X eine Geldbuße", "fined X", "对X立案" -> Geldbuße gegen X, Fine on X, 对X立案."""
    if not saying.done or saying.done[0].status != "enforced":
        return
    for pattern, name in words.MEASURES[language]:
        match = pattern.search(saying.source)
        if match is not None:
            yield _bare(match.expand(name))


def _introduced(saying: Saying, language: str) -> Iterator[str]:
    """A proper name that its short form stands behind, or that is introduced as one."""
    for match in words.INTRODUCED[language].finditer(saying.source):
        part = match.groupdict()
        if part.get("known"):
            yield _bare(part["known"])
        elif not edges.BASED_ON[language].search(saying.source[: match.start()]):
            yield f"{_bare(part['name'])} ({part['short']})"


def _named(saying: Saying, language: str) -> Iterator[str]:
    """Proper names, but not of the rules that something is based on; the one that stands nearest to an act first."""
    for match in _nearest(words.NAMES[language], saying):
        name = _written(match)
        owned = saying.source[match.end() :].startswith(("'s", "’s"))
        based = owned or edges.BASED_ON[language].search(saying.source[: match.start()])
        if not based and not edges.NO_NAME.search(name):
            yield _bare(name)


def _opening(saying: Saying, language: str) -> Iterator[str]:
    """A proper name that a sentence of the lead begins with: "Assembly Bill 1777 now heads to ..."."""
    matches = words.NAMES[language].finditer(saying.source[:OPENING]) if not is_background(saying) else ()
    yield from (
        _bare(_written(one)) for one in matches if one.start() <= BEGINS and not edges.NO_NAME.search(one.group())
    )


def _written(match: re.Match[str]) -> str:
    """What stands in quotation marks, where a title is introduced as one."""
    return match.groupdict().get("quoted") or match.group()


def _phrased(saying: Saying, language: str) -> Iterator[str]:
    """Noun phrases; those of one word, which could be any act, last."""
    matches = [
        one for one in _nearest(words.PHRASES[language], saying) if not saying.source[: one.start()].endswith("《")
    ]
    names = [_begun(one.group(), language) for one in matches]
    found = [name for name in names if name not in edges.NO_ACT and not edges.EMPTY.match(name)]
    yield from sorted((_bare(name) for name in found), key=lambda name: language != "zh" and " " not in name)


def _begun(phrase: str, language: str) -> str:
    """Without what stands before it: a verb of issuing, an owner."""
    if language == "zh":
        return edges.BEFORE_ABOUT.sub("", edges.DOING.sub("", phrase))
    return edges.OWNED.sub("", phrase)


def _about(saying: Saying, language: str) -> Iterator[str]:
    """关于...的通知, wherever the text says it."""
    if language == "zh":
        yield from (match.group() for match in edges.ABOUT.finditer(saying.source))


def _toward(title: Saying, language: str) -> Iterator[str]:
    """What a headline says is done to what, without its issuer: 对...实施..."""
    if language == "zh":
        yield from (match.group() for match in edges.TOWARD.finditer(title.source))


def _nearest(pattern: re.Pattern[str], saying: Saying) -> list[re.Match[str]]:
    verbs = [act.start for act in saying.done or saying.acts] or [0]
    matches = pattern.finditer(saying.source)
    return sorted(matches, key=lambda one: min(_gap(one, verb) for verb in verbs))


def _gap(match: re.Match[str], verb: int) -> int:
    return max(match.start() - verb, verb - match.end(), 0)


def _bare(name: str) -> str:
    """Without articles in front; 《》 and quotation marks stay, they are how it is written."""
    while (shorter := edges.LEADING.sub("", name)) != name:
        name = shorter
    return " ".join(name.split()).strip(" ,;:")

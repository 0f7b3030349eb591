"""Who has done what with which rule, sentence by sentence. In: a Reading. Out: Sayings: the acts in each sentence, and its signs.

Direct speech is blank: what somebody is quoted with is not done. An act counts as done when nothing in its clause says that
it is planned, demanded, rumoured or long past; a day of this week in the clause speaks louder than an old one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from nlp import acting_words as words
from nlp.quotes import unspoken
from nlp.reading import Reading

# News says what happened early; a longer look finds background, and costs time.
MOST_SENTENCES = 30
MOST_CHARS = 500  # of one sentence
SIGNS = {
    "planned": words.PLANNED,
    "demanded": words.DEMANDED,
    "rumoured": words.RUMOURED,
    "past": words.LONG_PAST,
    "fresh": words.FRESH,
    "company": words.COMPANY,
    "launch": words.LAUNCHING,
    "instrument": words.INSTRUMENT,
    "body": words.BODY,
    "opinion": words.OPINING,
    "formal": words.FORMAL,
    "committee": words.COMMITTEE,
    "suing": words.SUING,
    "speaking": words.SPEAKING,
    "negated": words.NEGATED,
}
# Among how many sentences the news is looked for, and what each sentence further down costs; by the training articles.
MOST_TELLING = 8
LATER = 0.6
UNDOING = ("planned", "demanded", "rumoured")
# 320.000 does not end a clause.
_THOUSANDS = re.compile(r"(?<=\d)\.(?=\d{3}(?!\d))")
# 《…行动计划》 plans nothing.
_TITLES = re.compile(r"《[^》\n]*》")
_CLAUSES = {
    "de": re.compile(r"[;:–—]|,\s(?!(?:dass|ob|damit|wonach)\b)|\s(?:und|aber|doch|während)\s"),
    "en": re.compile(r"[;:–—]|,\s|\s(?:and|but|while|after)\s"),
    "zh": re.compile(r"[，；：,;:\s]"),
}


@dataclass(frozen=True, kw_only=True)
class Act:
    """text[start:end] of a saying is a verb of acting; `status` is what the act makes of its instrument."""

    status: str
    start: int
    end: int
    done: bool


@dataclass(frozen=True, kw_only=True)
class Saying:
    """A sentence with its acts, in order. `text` is as long as `source`, with direct speech blanked and no marks in numbers.

    body[start:start + len(source)] == source; the title's start is None.
    """

    source: str
    text: str
    start: int | None
    acts: tuple[Act, ...]
    signs: frozenset[str]
    actor_first: bool

    @property
    def done(self) -> tuple[Act, ...]:
        """Those that have really been done, as far as the sentence tells."""
        return tuple(act for act in self.acts if act.done)

    @property
    def whole(self) -> bool:
        """Whether somebody official has done it to something that binds or guides."""
        return bool(self.done) and "body" in self.signs and "instrument" in self.signs


def sayings(reading: Reading) -> tuple[Saying, ...]:
    """The title and the first sentences."""
    title = reading.title[:MOST_CHARS]
    return (_saying(title, title, None, reading.language), *_in_body(reading))


def _in_body(reading: Reading) -> Iterator[Saying]:
    body = unspoken(reading.body[: MOST_SENTENCES * MOST_CHARS], language=reading.language)
    for sentence in reading.sentences[:MOST_SENTENCES]:
        text = body[sentence.start : sentence.end][:MOST_CHARS]
        if text.strip():
            yield _saying(sentence.text[:MOST_CHARS], text, sentence.start, reading.language)


def _saying(source: str, text: str, start: int | None, language: str) -> Saying:
    text = _THOUSANDS.sub(" ", text)
    untitled = _TITLES.sub(lambda title: " " * len(title.group()), text)
    signs = frozenset(
        name
        for name, patterns in SIGNS.items()
        if patterns[language].search(untitled if name in (*UNDOING, "past") else text)
    )
    acts = tuple(_acts(text, signs, language))
    first = _actor_first(text, acts, language)
    return Saying(source=source, text=text, start=start, acts=acts, signs=signs, actor_first=first)


def _acts(text: str, signs: frozenset[str], language: str) -> Iterator[Act]:
    """Verbs in order; where one is found as two statuses, the more telling status (earlier in ACTS) goes first."""
    found = []
    for rank, (status, patterns) in enumerate(words.ACTS.items()):
        for match in patterns[language].finditer(text):
            done = not signs.intersection((*UNDOING, "past")) or _is_done(text, match, language)
            found.append((match.start(), rank, Act(status=status, start=match.start(), end=match.end(), done=done)))
    yield from (act for _, _, act in sorted(found, key=lambda one: one[:2]))


def _is_done(text: str, verb: re.Match[str], language: str) -> bool:
    clause = _TITLES.sub("", _clause(text, verb, language))
    if any(SIGNS[sign][language].search(clause) for sign in UNDOING):
        return False
    return not words.LONG_PAST[language].search(clause) or words.FRESH[language].search(clause) is not None


def _clause(text: str, verb: re.Match[str], language: str) -> str:
    """The passage between the marks around a verb."""
    start, end = 0, len(text)
    for mark in _CLAUSES[language].finditer(text):
        if mark.end() <= verb.start():
            start = mark.end()
        elif mark.start() >= verb.end():
            end = mark.start()
            break
    return text[start:end]


def _actor_first(text: str, acts: tuple[Act, ...], language: str) -> bool:
    """Is somebody official named before any company?"""
    body, company = (_at(patterns[language], text) for patterns in (words.BODY, words.COMPANY))
    return bool(acts) and body < company


def _at(pattern: re.Pattern[str], text: str) -> int:
    match = pattern.search(text)
    return match.start() if match else len(text)


def telling(found: tuple[Saying, ...]) -> Saying:
    """The sentence that tells the news best: whole, fresh and early; the title only where no sentence has an act."""
    in_body = found[1 : 1 + MOST_TELLING]
    best = max(in_body, key=lambda saying: _weight(saying, in_body), default=found[0])
    return best if best.acts or not found[0].acts else found[0]


def _weight(saying: Saying, all_of_them: tuple[Saying, ...]) -> float:
    says = 2.0 * saying.whole + bool(saying.done) + bool(saying.acts) + ("fresh" in saying.signs and bool(saying.done))
    return says - LATER * all_of_them.index(saying) - is_background(saying)


def is_background(saying: Saying) -> bool:
    """Does it tell of what was done long ago?"""
    return "past" in saying.signs and "fresh" not in saying.signs

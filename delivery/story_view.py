"""A story in words. In: a ToldStory. Out: its headline and a line for each language, or two lines where one language has it.

Nothing is said to be absent that could not have been seen.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from delivery import wording
from delivery.digest import ORDER, Digest, Report, ToldStory
from delivery.excerpts import shorten
from delivery.voice import MOST_NAME, Line, Piece, Voice, cut, dim, name_of

MOST_QUOTE = 120
# What points at somebody named before; an article with a capital letter may be part of a name: Die Linke, The Guardian.
POINTING = re.compile(
    r"^(?:(?:(?i:dessen|deren|seine?[nmrs]?|ihre?[nmrs]?|its|their|his|her)|der|die|das|dem|den|the)\s+|其(?![他它余实中]))"
)
TELLING = 32  # bytes, five words or eleven Chinese characters; a shorter headline mostly names a topic


class Stories:
    """The stories of one digest."""

    def __init__(self, digest: Digest, voice: Voice) -> None:
        self._digest = digest
        self._voice = voice

    def headline(self, story: ToldStory) -> Report:
        """An official text or what most papers print, in the reader's language where there is one."""
        reports = story.of(self._voice.language) or story.of(story.languages[0])
        spread = Counter(report.origin for report in reports)
        return max(reports, key=lambda one: (one.official, spread[one.origin], _tells(one.article.title)))

    def lead(self, story: ToldStory) -> Line:
        """The headline with its translation, and how many tell it."""
        headline, voice = self.headline(story), self._voice
        translated = tuple(
            replace(piece, text=voice.bracketed(piece.text)) for line in voice.translation(headline) for piece in line
        )
        return (*voice.linked(headline), *translated, dim(f" · {self._counts(story)}"))

    def groups(self, story: ToldStory) -> tuple[tuple[Line, ...], ...]:
        """A group of lines for each language; the silent ones of a story in one language share a line."""
        told = story.languages
        silent = [one for one in ORDER if one in self._digest.languages and one not in {*told, *story.heard}]
        together = [silent] if silent and len(told) == 1 else [[one] for one in silent]
        return (
            *(tuple(self._told_in(story, language)) for language in told),
            *(((dim(self._silence(story, some)),),) for some in together),
        )

    def _told_in(self, story: ToldStory, language: str) -> Iterator[Line]:
        reports, headline, voice = story.of(language), self.headline(story), self._voice
        first = next((one for one in reports if one.official or _tells(one.article.title)), reports[0])
        kind = voice.say("official") if first.official else voice.say(f"owner_{first.source.ownership}")
        who = f"{voice.when(first)} {name_of(first.source)}{voice.bracketed(kind)}"
        title = () if first is headline else (Piece(text=voice.say("colon")), *voice.linked(first))
        yield (
            dim(f"{wording.tongue(language, voice.language)} "),
            Piece(text=who),
            *title,
            *self._more([one for one in reports if one is not first]),
        )
        if title:
            yield from voice.translation(first)
        yield from next((line for report in reports if (line := self._quote(report))), ())

    def _more(self, rest: Sequence[Report]) -> Iterable[Piece]:
        """Of the other reports, how many reprint an agency."""
        origins = Counter(report.article.origin for report in rest if report.article.origin)
        origin, copies = next(iter(origins.most_common(1)), ("", 0))
        other = len(rest) - copies
        said = [
            self._voice.say("reprints", n=copies, origin=cut(origin or "", MOST_NAME)) if copies else "",
            self._voice.say("further", n=other) if other else "",
        ]
        return (dim(f" · {self._voice.joined(*said)}"),) if rest else ()

    def _silence(self, story: ToldStory, languages: Sequence[str]) -> str:
        """That nobody reports it in these languages, with the denominators; or of which this cannot be said."""
        digest, voice = self._digest, self._voice
        known = [one for one in languages if one in digest.reach and digest.assessable(one)]
        unknown = wording.tongues([one for one in languages if one not in known], voice.language)
        counts = voice.listed(
            f"{wording.tongue(one, voice.language)} {voice.say('none_of', seen=digest.reach[one].seen)}"
            for one in known
        )
        said = [
            voice.say("silence", counts=counts, since=voice.when(story.ordered[0])) if known else "",
            f"{unknown} {voice.say('not_assessable')}" if unknown else "",
        ]
        return " · ".join(one for one in said if one)

    def _quote(self, report: Report) -> tuple[Line, ...]:
        """The stance of a report that is worth a line, with a passage as long as rights allow."""
        stance, voice = report.quote, self._voice
        most = min(MOST_QUOTE, self._digest.excerpt_chars.get(report.source.id, MOST_QUOTE))
        if stance is None or not (shown := shorten(stance.evidence.text, most)):
            return ()
        label = voice.say(stance.label, target=wording.target_name(stance.target, voice.language))
        who = cut(POINTING.sub("", stance.holder or "") or name_of(report.source), MOST_NAME)
        sure = wording.percent(stance.score, voice.language)
        said = voice.bracketed(f"{who}{voice.say('colon')}{voice.joined(label, sure)}")
        return ((Piece(text=voice.quoted(shown), language=report.article.language), dim(said)),)

    def _counts(self, story: ToldStory) -> str:
        voice = self._voice
        if len(story.reports) == 1:
            return voice.say("articles", n=1)
        owned = story.ownership.items()
        owners = [voice.say("owned", owner=voice.say(f"owner_{owner}"), number=number) for owner, number in owned]
        counts = voice.say("story_counts", n=len(story.origins), articles=len(story.reports))
        return counts + voice.bracketed(voice.listed(owners))


def _tells(title: str) -> bool:
    return len(title.encode(errors="replace")) >= TELLING

"""`dreiklang label`: screen, analyse and join on a file, without a store. In: JSON lines, a Reader. Out: a row of labels each.

1. Read line by line; one that cannot be read is told and left out, the others go on.
2. Label each text; rows and texts wait on disk, what texts are joined by in memory.
3. Join all of them, in the order of their dates, so that stories do not depend on the order of the lines.
4. Give the rows out in the order of the lines.
"""

import logging
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from articles.errors import BadInput, DreiklangError
from articles.outcome import Outcome
from dreiklang.labelling.joining import Place, Trace, join
from dreiklang.labelling.lines import Tell, Text, read_text
from dreiklang.labelling.row import label_text
from dreiklang.labelling.spool import Spool
from dreiklang.loop import Progress
from nlp import stories
from nlp.duplicates import Print
from nlp.reading import Reader
from nlp.traits import traits

MOST_CHARS = 300  # of an unexpected error, which may quote what it choked on
log = logging.getLogger(__name__)


def _nobody(subject: str, outcome: Outcome | None) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True, kw_only=True)
class Labelling:
    """How a file is labelled: `tell` hears of lines with problems, `on_labelled` of every line."""

    reader: Reader
    tell: Tell
    on_labelled: Progress = _nobody
    counted: Counter[Outcome] = field(default_factory=Counter)

    def label(self, lines: Iterable[bytes]) -> Iterator[dict[str, Any]]:
        """A row for every line that can be read, in order; `counted` then says what became of all of them."""
        with Spool() as spool:
            ids: list[Any] = []
            traces: list[Trace] = []
            for text in self._texts(lines):
                trace = self._labelled(text, spool)
                if trace is not None:
                    ids.append(text.id)
                    traces.append(trace)
            yield from self._rows(ids, self._places(traces, spool), spool)

    def _texts(self, lines: Iterable[bytes]) -> Iterator[Text]:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                yield read_text(line, number, tell=self.tell)
            except BadInput as error:
                self._ended(f"line {number}", Outcome.FAILED, str(error))

    def _labelled(self, text: Text, spool: Spool) -> Trace | None:
        """Keep the row of a text; None where it breaks us, which must not stop the others."""
        try:
            trace, outcome = self._label(text, spool)
        except DreiklangError:
            raise  # no text's fault: weights that are missing, a disk that is full
        except Exception as error:
            log.debug("text_failed", exc_info=error)
            self._ended(str(text.id), Outcome.FAILED, f"line {text.line}: {type(error).__name__}: {error}"[:MOST_CHARS])
            return None
        self._ended(str(text.id), outcome)
        return trace

    def _label(self, text: Text, spool: Spool) -> tuple[Trace, Outcome]:
        reading = self.reader.reading(
            title=text.title,
            body=text.body,
            language=text.language,
            source_type=text.source_type,
            published=text.published,
        )
        row, outcome = label_text(text, reading, self.reader)
        told = Print(reading.body or text.title, text.language)
        trace = Trace(traits=traits(reading), bands=told.bands)
        spool.add(row, told)
        return trace, outcome

    def _ended(self, subject: str, outcome: Outcome, problem: str | None = None) -> None:
        self.counted[outcome] += 1
        self.on_labelled(subject, outcome)
        if problem is not None:
            self.tell(problem)

    def _places(self, traces: list[Trace], spool: Spool) -> list[Place]:
        """The places of the texts in the order of the lines, by numbers in it; joined in the order of their dates."""
        order = sorted(range(len(traces)), key=lambda number: (traces[number].traits.dated, number))
        found = join(
            [traces[number] for number in order],
            text_of=lambda at: spool.text(order[at]),
            head=self.reader.heads.head(stories.HEAD, stories.FEATURES),
        )
        places = {
            order[at]: Place(story=order[one.story], original=None if one.original is None else order[one.original])
            for at, one in enumerate(found)
        }
        return [places[number] for number in range(len(traces))]

    def _rows(self, ids: list[Any], places: list[Place], spool: Spool) -> Iterator[dict[str, Any]]:
        names = _story_names(ids)
        for number, place in enumerate(places):
            original = None if place.original is None else ids[place.original]
            yield spool.row(number) | {"story": names[place.story], "near_duplicate_of": original}


def _story_names(ids: list[Any]) -> list[str]:
    """A story is called by its first text; ids that stand in the file more than once get their number behind them."""
    often = Counter(map(str, ids))
    return [str(one) if often[str(one)] == 1 else f"{one} ({number})" for number, one in enumerate(ids, start=1)]

"""How far an act has come. In: its issuer, type and status, and the sentences that tell of it. Out: a step of its procedure.

Cues of procedures.toml are looked for in the telling sentence, then the title, then the lead; a cue of a step whose body did
not act, or that the status cannot be said of, does not count. Without a cue it is the first step that this body, else that
any body, takes with this status.
"""

from collections.abc import Sequence
from functools import cache

from articles.matcher import Matcher, Term
from articles.taxonomy.entities import issuer_of, load_entities
from articles.taxonomy.procedures import Procedure, Step, load_procedures, procedure_for
from nlp.acts import Saying

LEAD = 4
# What a house does on the way: where no words tell of it, only what can be nothing else (a parliament's "proposed").
ON_THE_WAY = frozenset(("committee", "council_position", "trilogue", "mediation"))


def step(
    found: Sequence[Saying], *, main: Saying, issuer: str | None, kind: str | None, status: str | None
) -> str | None:
    """The id of the step, None where neither words nor body and status tell one."""
    body = load_entities().get(issuer or "")
    procedure = procedure_for(country=body.country if body else None, instrument=kind)
    for saying in (main, found[0], *found[1:LEAD]):
        named = _cued(procedure, saying)
        theirs = named is not None and (not named.bodies or issuer in _issuers(named))
        if named is not None and theirs and (status is None or status in named.statuses):
            return named.id
    return _without_words(procedure, issuer, status) or _without_words(_any_act(), issuer, status)


def _without_words(procedure: Procedure, issuer: str | None, status: str | None) -> str | None:
    said = [one for one in procedure.steps if status in one.statuses]
    own = [one for one in said if issuer in _issuers(one)] or [one for one in said if not one.bodies]
    usual = sorted((one for one in own if _goes_without_saying(one, status)), key=lambda one: _order(one, status))
    return usual[0].id if usual else None


def _any_act() -> Procedure:
    """The last procedure, which fits every act."""
    return list(load_procedures().values())[-1]


def _goes_without_saying(one: Step, status: str | None) -> bool:
    return one.id not in ON_THE_WAY or one.statuses[0] == status


def _order(one: Step, status: str | None) -> tuple[bool, bool]:
    return one.id in ON_THE_WAY, one.statuses[0] != status


def _issuers(one: Step) -> frozenset[str]:
    """The step's bodies as an announcement names them: the Bundesrat is its Bundestag."""
    return frozenset(issuer_of().get(body, body) for body in one.bodies)


def _cued(procedure: Procedure, saying: Saying) -> Step | None:
    hits = _matcher(procedure.id).find(saying.text)
    return procedure.step(hits[0].terms[0].id) if hits else None


@cache
def _matcher(procedure_id: str) -> Matcher:
    steps = load_procedures()[procedure_id].steps
    return Matcher(
        Term(text=cue, id=one.id, language=language)
        for one in steps
        for language, cues in one.cues.items()
        for cue in cues
    )

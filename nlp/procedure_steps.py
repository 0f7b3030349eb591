"""How far an act has come. In: its issuer, type and status, and the sentences that tell of it. Out: a step of its procedure.

Cues of procedures.toml are looked for in the telling sentence, then the title, then the lead; a cue of a step whose body did
not act, or that the status cannot be said of, does not count. Without a cue it is the first step that this body, else that
any body, takes with this status.
"""

from collections.abc import Sequence
from functools import cache

from articles.matcher import Matcher, Term
from articles.taxonomy.entities import load_entities
from articles.taxonomy.procedures import Procedure, Step, load_procedures, procedure_for
from nlp.acts import Saying

LEAD = 4


def step(
    found: Sequence[Saying], *, main: Saying, issuer: str | None, kind: str | None, status: str | None
) -> str | None:
    """The id of the step, None where neither words nor body and status tell one."""
    body = load_entities().get(issuer or "")
    procedure = procedure_for(country=body.country if body else None, instrument=kind)
    for saying in (main, found[0], *found[1:LEAD]):
        named = _cued(procedure, saying)
        theirs = named is not None and (not named.bodies or issuer in named.bodies)
        if named is not None and theirs and (status is None or status in named.statuses):
            return named.id
    said = [one for one in procedure.steps if status in one.statuses]
    own = [one for one in said if issuer in one.bodies] or [one for one in said if not one.bodies]
    return own[0].id if own else None


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

"""Is a text news of a policy act, and of which? In: a Reading, heads fitted on labelled texts. Out: an Announcement, or None.

1. Read the title and the first sentences: acts, and signs that they are done, planned, demanded, background (nlp/acts.py).
2. One head over these signs and the vectors of title and lead says whether it is an announcement; without it, a rule does.
3. Of an announcement read the slots from the sentence that tells it: issuers, instrument, dates, identifiers, step; type and
   status by heads of their own, else by the words.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from articles.model import Announcement, Evidence, FoundDate
from nlp import acting_words as words
from nlp.act_dates import evidence
from nlp.acts import SIGNS, Saying
from nlp.announcement_draft import LEAD, TEXT_CHARS, Draft
from nlp.heads import Floats, Head
from nlp.identifiers import identifiers
from nlp.instrument_words import TYPE_WORDS
from nlp.instruments import looks_like
from nlp.procedure_steps import step
from nlp.reading import Reading

FEATURES = "announcements-2"
SLOT_FEATURES = "announcement-slots-2"
LANGUAGES = frozenset(words.FRESH)
STATUSES = tuple(words.ACTS)
# Best F1 over stories on the training texts (from 0.3 to 0.4 it is flat); the rules' points are none of these probabilities.
THRESHOLD, RULES_THRESHOLD, SURE = 0.35, 0.5, 0.65
COMMENTED = frozenset(("consultation", "proposed"))
_YEAR = re.compile(r"(?<!\d)20[0-3]\d(?!\d)")


@dataclass(frozen=True, kw_only=True)
class AnnouncementHeads:
    """Yes or no on `features`; type and status, of announcements only, on `slot_features`."""

    announcement: Head | None = None
    instrument_type: Head | None = None
    status: Head | None = None


def fitted(heads: Mapping[str, Head]) -> AnnouncementHeads:
    """Those of all heads that are for announcements."""
    return AnnouncementHeads(
        announcement=heads.get("announcement"),
        instrument_type=heads.get("instrument_type"),
        status=heads.get("announcement_status"),
    )


def announcement(reading: Reading, heads: AnnouncementHeads) -> Announcement | None:
    """What is announced, None where the text announces nothing. `made_by` tells whether heads or rules alone said so."""
    if reading.language not in LANGUAGES:
        return None
    draft = Draft(reading)
    if heads.announcement is None:
        score, threshold = _rule(draft), RULES_THRESHOLD
    else:
        score, threshold = float(_probabilities(heads.announcement, _features(draft))[0]), THRESHOLD
    if score < threshold:
        return None
    kind, status = _type_and_status(draft, heads)
    return replace(
        _slots(draft, kind, status),
        score=round(score, 4),
        unsure=score < SURE,
        made_by="rules" if heads.announcement is None else "head",
    )


def features(reading: Reading) -> Floats:
    """What `announcement` is fitted on: vectors of title and lead (where there is an embedder); signs of the title, of the
    first sentence, of the one that tells the news, of the first four and of all on average; facts of the whole. Shape: (d,).
    """
    return _features(Draft(reading))


def slot_features(reading: Reading) -> Floats:
    """What type and status are fitted on: the same vectors, and the words for both in news sentence, title and lead."""
    return _slot_features(Draft(reading))


def _features(draft: Draft) -> Floats:
    title, *body = (_signs(saying) for saying in draft.sayings)
    body = body or [np.zeros_like(title)]
    lead, everywhere = np.max(body[:LEAD], axis=0), np.mean(body, axis=0)
    whole = np.array(list(_of_the_whole(draft)), dtype=np.float64)
    return np.concatenate((*_vectors(draft.reading), title, body[0], _signs(draft.main), lead, everywhere, whole))


def _slot_features(draft: Draft) -> Floats:
    places = ((draft.main,), draft.sayings[:1], draft.sayings[1 : 1 + LEAD])
    kinds = [any(pattern.search(one.source) for one in place) for place in places for pattern in TYPE_WORDS.values()]
    named = [pattern.search(draft.instrument.name) is not None for pattern in TYPE_WORDS.values()]
    acts = [any(act.status == status for one in place for act in one.acts) for place in places for status in STATUSES]
    done = [any(act.status == status for act in draft.main.done) for status in STATUSES]
    said = np.array((*kinds, *named, *acts, *done), dtype=np.float64)
    return np.concatenate((*_vectors(draft.reading), said))


def _vectors(reading: Reading) -> tuple[Floats, ...]:
    return tuple(vector for vector in (reading.title_vector, reading.lead_vector) if vector is not None)


def _signs(saying: Saying) -> Floats:
    statuses = {act.status for act in saying.done}
    done, fresh = bool(saying.done), "fresh" in saying.signs
    combined = (done, bool(saying.acts), saying.whole, saying.actor_first, done and fresh)
    combined_further = (saying.whole and fresh, done and saying.actor_first)
    by_word = (*(one in statuses for one in STATUSES), *(sign in saying.signs for sign in SIGNS))
    return np.array((*by_word, *combined, *combined_further), dtype=np.float64)


def _of_the_whole(draft: Draft) -> Iterator[float]:
    reading, text = draft.reading, draft.reading.body[:TEXT_CHARS]
    explaining, anniversary = words.EXPLAINING[reading.language], words.ANNIVERSARY[reading.language]
    yield explaining.search(reading.title) is not None
    yield anniversary.search(reading.title) is not None
    yield anniversary.search(text[:300]) is not None
    yield len(explaining.findall(text)) > 2
    yield from (reading.source_type == kind for kind in ("official", "opinion", "blog"))
    years = [int(year) for year in _YEAR.findall(text)]
    yield any(year < draft.published.year for year in years)
    yield any(year >= draft.published.year for year in years)
    yield float(np.log1p(len(draft.sayings)))
    issuers, where = draft.issuers
    yield where is draft.main and bool(issuers) and not issuers[0].place
    yield any(actor.id is not None for actor in issuers)
    yield draft.decided is not None
    yield from draft.firms
    yield draft.effective() is not None
    yield draft.deadline is not None


def _rule(draft: Draft) -> float:
    """Without a head: somebody official is told to have done it, lately, in the title or the lead."""
    title, lead = draft.sayings[0], draft.sayings[1 : 1 + LEAD]
    told = any(one.whole and one.actor_first and {"fresh", "formal"} & one.signs for one in lead)
    noticed = draft.reading.source_type == "official" and any(one.done and "formal" in one.signs for one in lead)
    comments = words.EXPLAINING[draft.reading.language].search(draft.reading.title) is not None
    against = comments or draft.reading.source_type == "opinion"
    points = (
        0.1 + 0.35 * bool(title.done or noticed) + 0.35 * told + 0.1 * (draft.effective() is not None) - 0.4 * against
    )
    return min(max(points, 0.0), 1.0)


def _type_and_status(draft: Draft, heads: AnnouncementHeads) -> tuple[str | None, str | None]:
    kind, status = _by_words(draft)
    if heads.instrument_type is not None and heads.status is not None:
        row = _slot_features(draft)
        kind, status = _likeliest(heads.instrument_type, row), _likeliest(heads.status, row)
    return _as_it_counts(draft, kind, status)


def _as_it_counts(draft: Draft, kind: str | None, status: str | None) -> tuple[str | None, str | None]:
    """What an act amounts to, whatever its words: a draft to comment on is a consultation; a committee's vote, a position to
    negotiate from, a cabinet's bill are not yet adopted.
    """
    places = (draft.main, draft.sayings[0])
    if draft.deadline is not None and any(words.ASKED[draft.reading.language].search(one.source) for one in places):
        return "consultation_draft", "consultation"
    voted = "committee" in draft.main.signs and (kind in ("law", "regulation") or draft.by_parliament)
    position = kind in ("law", "regulation") and any(words.POSITION.search(one.source) for one in places)
    drafted = kind == "law" and draft.by_government
    if status == "published" and "planned" in draft.main.signs and not draft.main.done and not draft.sayings[0].done:
        return kind, "announced"
    if status == "proposed" and not voted and not position and _passed_by_the_european_parliament(draft):
        return kind, "adopted"
    return kind, "proposed" if (voted or position or drafted) and status == "adopted" else status


def _passed_by_the_european_parliament(draft: Draft) -> bool:
    """Headline and text say that its plenary has adopted an act, be it "at first reading", which elsewhere is a beginning."""
    issuers, _ = draft.issuers
    said = (any(act.status == "adopted" for act in one.done) for one in (draft.sayings[0], draft.main))
    return bool(issuers) and issuers[0].id == "eu_parliament" and all(said)


def _by_words(draft: Draft) -> tuple[str | None, str | None]:
    kind = looks_like(draft.instrument.name, draft.main)
    acts = draft.main.done or draft.main.acts or draft.sayings[0].acts
    status = min((act.status for act in acts), key=STATUSES.index, default=None)
    return kind, {"consultation_draft": "consultation", "enforcement_action": "enforced"}.get(kind or "", status)


def _likeliest(head: Head, row: Floats) -> str:
    return head.classes[int(np.argmax(_probabilities(head, row)))]


def _probabilities(head: Head, row: Floats) -> Floats:
    likely: Floats = head.probabilities(row[None])[0]
    return likely


def _slots(draft: Draft, kind: str | None, status: str | None) -> Announcement:
    issuers, where = draft.issuers
    first = issuers[0].issuer if issuers else None
    commented = status in COMMENTED or kind == "consultation_draft"
    return Announcement(
        issuers=tuple(actor.issuer for actor in issuers),
        instrument=draft.instrument.name,
        instrument_type=kind,
        status=status,
        step=step(draft.sayings, main=draft.main, issuer=first, kind=kind, status=status),
        identifiers=identifiers(draft.reading.body[:TEXT_CHARS]),
        decided=_firm(draft, draft.decided),
        effective=_firm(draft, draft.effective(status)),
        deadline=_firm(draft, draft.deadline) if commented else None,
        evidence=_evidence(issuers=where, instrument=draft.instrument.saying, status=draft.main),
    )


def _firm(draft: Draft, found: FoundDate | None) -> FoundDate | None:
    """Firm where the issuer's own text says it."""
    own = found is not None and found.evidence is not None and draft.reading.source_type == "official"
    return replace(found, firm=True) if found is not None and own else found


def _evidence(**sayings_by_slot: Saying) -> dict[str, Evidence]:
    found = {slot: evidence(saying) for slot, saying in sayings_by_slot.items()}
    return {slot: one for slot, one in found.items() if one is not None}

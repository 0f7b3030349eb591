"""The labels of a relevant article. In: what screen said, a Reading, Heads. Out: the Analysis with stances and announcement."""

import hashlib
from dataclasses import replace

from articles.model import Analysis
from nlp import announcements, stance, stance_features
from nlp.heads import Heads
from nlp.reading import Reading


def analyse(screened: Analysis, reading: Reading, heads: Heads) -> Analysis:
    """Where the text and the people it quotes stand, and what it announces. Without the heads of stances there are none."""
    weighed = stance.weighed(reading, heads)
    labels = () if weighed is None else stance.stances(weighed, heads) + stance.reported_stances(weighed, heads)
    return replace(
        screened,
        stances=labels,
        announcement=announcements.announcement(reading, announcements.fitted(heads.heads)),
        versions={**screened.versions, **made_by(heads)},
    )


def made_by(heads: Heads) -> dict[str, str]:
    """What makes each of these labels."""
    by = f"{heads.embedder} heads {heads.version}"
    return {
        "stances": f"{stance_features.FEATURES} by {by}",
        "announcement": f"{announcements.FEATURES} and {announcements.SLOT_FEATURES} by {by}",
    }


def version(heads: Heads) -> str:
    """Changes whenever the same article could get other labels."""
    return hashlib.sha256(str(sorted(made_by(heads).items())).encode()).hexdigest()[:16]

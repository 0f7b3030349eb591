"""What every label says. In: the taxonomy and the words of the rules. Out: one Field a label, for docs/fields.md.

A test labels a text and fails when a field is missing here, or stands here and is never written.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from articles.taxonomy import load_taxonomy
from articles.taxonomy.procedures import load_procedures
from nlp import announcements as acts
from nlp import genre, identifiers, instruments, relevance, stance, topics


@dataclass(frozen=True, kw_only=True)
class Field:
    """`name` with dots for what stands inside, [] for lists; `unsure` says how a reader sees doubt."""

    name: str
    values: str
    made_by: str
    unsure: str = ""


def fields() -> tuple[Field, ...]:
    """In the order of a row."""
    return (*_text(), *_stances(), *_announcement(), *_joined())


def _text() -> Iterable[Field]:
    taxonomy = load_taxonomy()
    yield Field(name="id", values="as given; `line 7` where a line has none", made_by="the file")
    yield Field(
        name="language",
        values="BCP 47 without region (de, zh, en; any other has no labels); und is unknown",
        made_by="the file, else py3langid over title and body",
    )
    yield Field(
        name="relevant",
        values="true, false",
        made_by=f"`relevance_score` from {relevance.THRESHOLD} on; from {relevance.OFFICIAL_THRESHOLD} for official texts, "
        f"from {relevance.THRESHOLD_WITHOUT_WORDS} for those without a word for AI; always for what a watch list names",
        unsure="`relevance_score` close to these thresholds",
    )
    yield Field(
        name="relevance_score",
        values="probability",
        made_by="calibrated regression over the vector of title and lead, and counted words",
    )
    yield Field(
        name="topics[]",
        values=_listed(taxonomy.topics),
        made_by=f"the topics that score {topics.THRESHOLD} or more, the likeliest in any case, likeliest first; "
        "only of relevant texts",
        unsure="its score; a doubtful one is left out",
    )
    yield Field(
        name="topic_scores{}",
        values="probability of every topic; empty for texts that are not relevant",
        made_by="one calibrated regression a topic over the vectors of lead and tail, and counted keywords",
    )


def _stances() -> Iterable[Field]:
    taxonomy = load_taxonomy()
    yield Field(
        name="stances[].target",
        values=_listed(taxonomy.targets),
        made_by="the targets that a relevant text discusses: named by an alias, or likely by its vectors",
        unsure="`unsure`",
    )
    yield Field(
        name="stances[].label",
        values=_listed(stance.LABELS),
        made_by="regressions over the sentences in the text's own voice, title, lead and type; never by what the text says of "
        "its label",
        unsure="`unsure`",
    )
    yield Field(
        name="stances[].score",
        values="probability of the label if the target is discussed",
        made_by="calibrated regression",
    )
    yield Field(
        name="stances[].unsure",
        values="true, false",
        made_by=f"true below a score of {stance.SURE}, or where the target is likely not discussed; digests and mail hide it",
    )
    yield Field(
        name="stances[].evidence",
        values="one sentence of the body, word for word",
        made_by="the sentence that tells most of the text's own stance",
    )
    yield Field(
        name="reported_stances[].target",
        values="as above",
        made_by="sentences that report what somebody says of a target",
        unsure="a doubtful report is left out",
    )
    yield Field(
        name="reported_stances[].holder",
        values="who says so, as written; `unnamed`",
        made_by="rules for quotation and indirect speech",
        unsure="`unnamed`",
    )
    yield Field(
        name="reported_stances[].label",
        values="support, oppose",
        made_by="the side of the sentence; see stances[].label",
    )
    yield Field(name="reported_stances[].evidence", values="the sentence, word for word", made_by="the text")
    yield Field(
        name="article_type",
        values=f"{_listed(genre.TYPES)}; null in other languages",
        made_by="calibrated regression over the lead's vector, source type and counted cues",
    )


def _announcement() -> Iterable[Field]:
    def field(name: str, values: str, made_by: str, unsure: str = "null") -> Field:
        return Field(name=f"announcement.{name}", values=values, made_by=made_by, unsure=unsure)

    yield field(
        "is_announcement",
        "true, false; also of texts that are not relevant",
        f"calibrated regression over vectors and signs of a done act, from {acts.THRESHOLD} on; without a head, rules",
        "in the store `unsure`, where the score stays below " + str(acts.SURE),
    )
    yield field("issuer", "the first of `issuers`, or null", "as `issuers`")
    yield field(
        "issuers[]",
        f"ids of {len(load_taxonomy().issuing_bodies)} bodies and more (articles/taxonomy), else the name as written",
        "rules: who acts in the sentence that tells the news, or heads and signs an official text",
        "empty",
    )
    yield field("instrument", "its name as written", "rules: 《...》, „...“, names of acts")
    yield field("instrument_type", _listed(instruments.TYPES), "calibrated regression; without a head, words")
    yield field("status", _listed(acts.STATUSES), "calibrated regression; without a head, words")
    yield field("step", _listed(_steps()), "the procedures of articles/taxonomy/procedures.toml: body, verb and type")
    yield field("decided", "day, ISO 8601", "dates beside the act, read with the article's date as anchor")
    yield field("effective_date", "day, ISO 8601", "dates beside words for entry into force")
    yield field(
        "consultation_deadline", "day, ISO 8601; of drafts and proposals only", "dates beside words for comments"
    )
    yield field("identifiers[].kind", _listed(identifiers.KINDS), "rules, one a numbering system", "left out")
    yield field("identifiers[].value", "the number in its normal form, such as 32024R1689", "the same", "left out")


def _joined() -> Iterable[Field]:
    yield Field(
        name="story",
        values="an opaque name that texts on one event share: the id of the first",
        made_by="regression over pairs within 14 days: vectors, shared names, numbers, days; without vectors, titles and "
        "official numbers",
        unsure="a doubtful pair is not joined",
    )
    yield Field(
        name="near_duplicate_of",
        values="id of the earliest text with the same words within 30 days, or null",
        made_by="MinHash bands, then exact shingles and numbers",
    )
    yield Field(
        name="entities[]",
        values="ids of articles/taxonomy/entities.yaml, the same in every language; `watch:NAME` of your own lists",
        made_by="names and aliases in three languages",
        unsure="a name that may be another's is left out",
    )
    yield Field(name="made_by{}", values="for each field, features and version", made_by="the code that made it")


def _listed(values: Iterable[str]) -> str:
    return ", ".join(values)


def _steps() -> list[str]:
    procedures = load_procedures().values()
    return list(dict.fromkeys(step.id for procedure in procedures for step in procedure.steps))

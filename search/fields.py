"""What can be asked for: the one table of the fields of a search document. In: nothing. Out: FIELDS, and what each is made of.

Both engines, the checks of the query language, the pages of docs/ and Kibana's labels are made from it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from articles import model
from articles.chains import Chain
from articles.taxonomy import load_taxonomy

FieldKind = Literal["text", "keyword", "number", "date", "day", "boolean"]

# The chains that articles/chains.py computes; each is an index field of its own: one token a position, parted by spaces.
CHAINS: tuple[Chain, ...] = get_args(Chain)
TEXTS = ("title", "text", "translation")
ID = "article_id"
VECTOR = "vector"
# As taxonomy.yaml lists them; a test compares.
ARTICLE_TYPES = ("news_report", "opinion", "policy_announcement", "press_release")
INSTRUMENT_TYPES = (
    "law", "regulation", "administrative_measure", "standard", "action_plan", "consultation_draft", "guideline",
    "executive_order", "treaty", "enforcement_action", "funding",
)  # fmt: skip
STATUSES = (
    "announced", "consultation", "proposed", "adopted", "published", "in_force", "amended", "delayed", "withdrawn",
    "enforced",
)  # fmt: skip
STANCES = (*get_args(model.Stance), "unsure")


@dataclass(frozen=True, kw_only=True)
class Field:
    """One field. `kind` says how it is asked:

    text: words of three languages; keyword: whole values, without regard to case; number; date: a moment; day: a calendar
    day; boolean: true or false. `repeated` ones hold several values. `values` are the only ones there are, if given;
    `facetable` ones can be counted by value; `named` ones also take a name out of entities.yaml for an id.
    """

    name: str
    kind: FieldKind
    label: str
    meaning: str
    facetable: bool = False
    repeated: bool = False
    named: bool = False
    values: Callable[[], Iterable[str]] | None = None


def index_field(name: str, chain: Chain) -> str:
    """The index field that holds one chain of a text field: title_stemmed."""
    return f"{name}_{chain}"


def chains_of(name: str) -> tuple[Chain, ...]:
    """The chains a text field is indexed by; English translations have no German compounds to part."""
    return ("folded", "stemmed") if name == "translation" else CHAINS


def positions() -> tuple[str, ...]:
    """Every target with every stance."""
    return tuple(f"{target}/{stance}" for target in load_taxonomy().targets for stance in STANCES)


def _keyword(name: str, label: str, meaning: str, *, facetable: bool = True, **more: object) -> Field:
    return Field(name=name, kind="keyword", label=label, meaning=meaning, facetable=facetable, **more)  # type: ignore[arg-type]  # passed on as given


_ALL = (
    Field(name="title", kind="text", label="Title", meaning="The headline, as published."),
    Field(name="text", kind="text", label="Text", meaning="The paragraphs below the headline, as published."),
    Field(name="translation", kind="text", label="In English", meaning="Title and text in machine English, as far as done."),
    _keyword("url", "Address", "Where the article stands.", facetable=False),
    _keyword("source", "Source", "Id of the source, as `dreiklang sources list` shows it."),
    _keyword("source_name", "Source name", "What the source is called."),
    _keyword("country", "Country", "Country of the source: DE, CN, US, UK, EU, INT and so on."),
    _keyword("language", "Language", "Language of the original: de, zh or en."),
    _keyword("script", "Script", "Hans or Hant for Chinese, Latn else.", values=lambda: get_args(model.Script)),
    _keyword("kind", "Kind of source", "What the source is.", values=lambda: get_args(model.Kind)),
    _keyword("ownership", "Ownership", "Whose the source is.", values=lambda: get_args(model.Ownership)),
    Field(name="tier", kind="number", label="Tier", meaning="1 for the sources that matter most.", facetable=True),
    _keyword("origin", "Origin", "Wire or paper that the text was taken from: dpa, 新华社."),
    _keyword("author", "Author", "Names in the byline.", repeated=True),
    _keyword("section", "Section", "Where the source has put it."),
    _keyword("state", "State", "What became of the page.", values=lambda: get_args(model.ArticleState)),
    Field(name="published", kind="date", label="Published", meaning="When it was published, else when we first saw it."),
    Field(name="first_seen", kind="date", label="First seen", meaning="When we first saw it."),
    Field(name="updated", kind="date", label="Updated", meaning="When the source says it changed it."),
    Field(name="relevance", kind="number", label="Relevance", meaning="How surely it is about how AI is governed, 0 to 1."),
    _keyword("topic", "Topic", "What it is about, main topic first.", repeated=True, values=lambda: load_taxonomy().topics),
    _keyword("article_type", "Article type", "Report, opinion, announcement or press release.", values=lambda: ARTICLE_TYPES),
    _keyword("target", "Stance target", "What it takes a stand on.", repeated=True, values=lambda: load_taxonomy().targets),
    _keyword("stance", "Stance", "Where it stands, whatever the target; unsure where the label is doubtful. "
             "`stance.TARGET:` asks about one target.", repeated=True, values=lambda: STANCES),
    _keyword("position", "Position", "Target and stance in one: eu_ai_act/oppose.", repeated=True, values=positions),
    _keyword("reported_position", "Reported position", "The same for whom it quotes.", repeated=True, values=positions),
    _keyword("holder", "Holder", "Whose stance is reported.", repeated=True),
    Field(name="announcement", kind="boolean", label="Announcement", meaning="Does it announce a policy act?", facetable=True),
    _keyword("issuer", "Issuer", "Who acts: the id of a body or its name.", repeated=True, named=True),
    _keyword("instrument", "Instrument", "What the act is called, as written.", facetable=False),
    _keyword("instrument_type", "Instrument type", "What kind of act it is.", values=lambda: INSTRUMENT_TYPES),
    _keyword("identifier", "Identifier", "Official numbers: CELEX, COM, Drucksache, RIN, 国办发.", repeated=True),
    _keyword("status", "Status", "How far the act is.", values=lambda: STATUSES),
    _keyword("step", "Step of procedure", "The step in its own law-making procedure."),
    Field(name="decided", kind="day", label="Decided", meaning="Day of the decision."),
    Field(name="effective", kind="day", label="Effective", meaning="Day from which it applies."),
    Field(name="deadline", kind="day", label="Deadline", meaning="Last day for comments."),
    _keyword("entity", "Entity", "Bodies, firms, laws, summits it names: ids or names.", repeated=True, named=True),
    _keyword("story", "Story", "Id of the story; the same for all articles about one event."),
    _keyword("event", "Policy event", "Id of the policy event the article belongs to."),
    _keyword("duplicate_of", "Copy of", "Id of the article whose text this one repeats.", facetable=False),
)  # fmt: skip
FIELDS: Mapping[str, Field] = {field.name: field for field in _ALL}


def facetable() -> tuple[str, ...]:
    """Names of the fields whose values can be counted."""
    return tuple(field.name for field in FIELDS.values() if field.facetable)

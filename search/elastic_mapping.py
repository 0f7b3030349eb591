"""FIELDS -> what Elasticsearch is told about them. In: the table of fields. Out: a strict mapping, its version and settings.

title, text ...     as published, with words and pairs of Chinese characters for people who search in Kibana
chains.*            the tokens of articles/chains.py, parted by spaces: what our own queries ask
folded.*            keywords in the form they are compared in; the plain ones keep theirs for counting and showing
stances             every stance whole (nested): target, label, score, unsure, holder
stance_score.*      the score of the article's own stance by target, as a number that Kibana can average
vector              the meaning; its length is that of the first one
"""

import hashlib
import json
from functools import cache
from typing import Any

from articles.taxonomy import load_taxonomy
from search.fields import FIELDS, ID, TEXTS, VECTOR, Field, chains_of, index_field

CHAINS = "chains"
FOLDED = "folded"
PRESENT = "present"
STANCES = "stances"
SCORES = "stance_score"
LONGEST_KEYWORD = 8000  # characters; Lucene takes 32,766 bytes
WINDOW = 50_000  # hits that can be paged through
INNER = {
    f"{STANCES}.target": "What the stance is about.",
    f"{STANCES}.label": "support, oppose or neutral; see unsure.",
    f"{STANCES}.score": "Probability of the label, 0 to 1.",
    f"{STANCES}.unsure": "Whether the label is too doubtful to be relied on.",
    f"{STANCES}.holder": "Whose stance it is where the article only reports it; absent for its own.",
}
_PEOPLE = {"tokenizer": "standard", "filter": ["cjk_width", "lowercase", "asciifolding", "cjk_bigram"]}
_TOKENS = {"type": "text", "analyzer": "whitespace", "index_options": "positions"}
_KEYWORD = {"type": "keyword", "ignore_above": LONGEST_KEYWORD}
_COMPARED = _KEYWORD | {"doc_values": False}
_KINDS: dict[str, dict[str, Any]] = {
    "text": {"type": "text", "analyzer": "people"},
    "keyword": _KEYWORD,
    "number": {"type": "double"},
    "date": {"type": "date"},
    "day": {"type": "date", "format": "strict_date"},
    "boolean": {"type": "boolean"},
}


@cache
def mappings() -> dict[str, Any]:
    """The mapping, with the meaning of every field and the version of the whole in its _meta."""
    return {"_meta": {"version": version(), "fields": meanings()}} | _body()


@cache
def version() -> str:
    """Changes whenever an index has to be built anew."""
    made = json.dumps([_body(), _analysis()], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(made.encode()).hexdigest()[:12]


def settings(*, shards: int, replicas: int) -> dict[str, Any]:
    """Of a new index."""
    return {
        "number_of_shards": shards,
        "number_of_replicas": replicas,
        "max_result_window": WINDOW,
        "query.default_field": list(TEXTS),  # what a plain word in Kibana asks
        "analysis": _analysis(),
    }


def path_of(field: str) -> str:
    """Where our queries ask for an index field: title_stemmed -> chains.title_stemmed, country -> folded.country."""
    if field in FIELDS:
        return f"{FOLDED}.{field}" if FIELDS[field].kind == "keyword" else field
    return field if field == ID else f"{CHAINS}.{field}"


def meanings() -> dict[str, str]:
    """Field of the mapping -> what it means, for people."""
    targets = load_taxonomy().targets.values()
    scores = {
        f"{SCORES}.{one.id}": f"How surely the stance towards {one.name['en']} was read, 0 to 1." for one in targets
    }
    return {field.name: field.meaning for field in FIELDS.values()} | INNER | scores


def _body() -> dict[str, Any]:
    return {
        "dynamic": "strict",
        "_source": {"excludes": [f"{CHAINS}.*", f"{FOLDED}.*", VECTOR]},
        "properties": {ID: {"type": "keyword"}}
        | {field.name: _property(field) for field in FIELDS.values()}
        | {
            CHAINS: {"properties": {index_field(name, chain): _TOKENS for name in TEXTS for chain in chains_of(name)}},
            FOLDED: {"properties": dict.fromkeys((PRESENT, *_keywords()), _COMPARED)},
            STANCES: {"type": "nested", "properties": _stances()},
            SCORES: {"properties": {target: {"type": "float"} for target in load_taxonomy().targets}},
            VECTOR: {"type": "dense_vector", "index_options": {"type": "int8_hnsw"}, "similarity": "cosine"},
        },
    }


def _property(field: Field) -> dict[str, Any]:
    return _KINDS[field.kind] | {"meta": {"label": field.label}}


def _keywords() -> list[str]:
    return [field.name for field in FIELDS.values() if field.kind == "keyword"]


def _stances() -> dict[str, Any]:
    return {
        "target": _KEYWORD,
        "label": _KEYWORD,
        "score": {"type": "float"},
        "unsure": {"type": "boolean"},
        "holder": _KEYWORD,
    }


def _analysis() -> dict[str, Any]:
    return {"analyzer": {"people": _PEOPLE}}

"""What Elasticsearch is told about the fields, and what it is sent of a document."""

import pytest

from articles.model import SearchDocument
from search import elastic_mapping
from search.elastic_documents import deletion, writing
from search.elastic_mapping import mappings, meanings, path_of, settings, version
from search.fields import FIELDS, TEXTS, chains_of, index_field


def test_every_field_is_in_the_mapping_with_its_meaning() -> None:
    properties = mappings()["properties"]
    assert mappings()["dynamic"] == "strict"
    for field in FIELDS.values():
        assert field.name in properties
        assert mappings()["_meta"]["fields"][field.name] == field.meaning
    for name in TEXTS:
        for chain in chains_of(name):
            assert path_of(index_field(name, chain)) == f"chains.{index_field(name, chain)}"
            assert index_field(name, chain) in properties["chains"]["properties"]
    assert properties["vector"]["index_options"] == {"type": "int8_hnsw"}
    assert properties["stances"]["type"] == "nested"
    assert meanings()["stances.unsure"]


def test_machine_fields_are_not_kept_in_the_source() -> None:
    assert mappings()["_source"]["excludes"] == ["chains.*", "folded.*", "vector"]


def test_the_version_changes_with_the_fields_and_with_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    before = version()
    version.cache_clear()
    assert version() == before
    monkeypatch.setattr(elastic_mapping, "FIELDS", {name: one for name, one in FIELDS.items() if name != "story"})
    version.cache_clear()
    assert version() != before
    monkeypatch.undo()
    version.cache_clear()


def test_a_new_index_is_as_large_as_the_settings_say() -> None:
    made = settings(shards=3, replicas=1)
    assert (made["number_of_shards"], made["number_of_replicas"]) == (3, 1)


def test_a_document_is_sent_with_its_tokens_folded_keywords_and_scores() -> None:
    stances = [
        {"target": "eu_ai_act", "label": "support", "score": 0.9, "unsure": False},
        {"target": "eu_ai_act", "label": "oppose", "score": 0.7, "unsure": False, "holder": "Bitkom"},
    ]
    fields = {"title": "Neue Verordnungen", "language": "de", "author": ["Anna MÜLLER"], "stances": stances, "tier": 1}
    action = writing(SearchDocument(article_id="a1", fields=fields, vector=(0.6, 0.8)))
    source = action["_source"]
    assert (action["_op_type"], action["_id"], source["article_id"]) == ("index", "a1", "a1")
    assert source["chains"]["title_folded"] == "neue verordnungen"
    assert source["folded"] == {
        "language": "de",
        "author": ["anna müller"],
        "present": ["title", "language", "author", "tier"],
    }
    assert source["author"] == ["Anna MÜLLER"]
    assert source["stance_score"] == {"eu_ai_act": 0.9}
    assert source["vector"] == (0.6, 0.8)


def test_a_vector_that_points_nowhere_is_not_sent() -> None:
    for vector in (None, (0.0, 0.0)):
        assert "vector" not in writing(SearchDocument(article_id="a", fields={}, vector=vector))["_source"]


def test_a_deletion_names_the_document_only() -> None:
    assert deletion("a1") == {"_op_type": "delete", "_id": "a1"}

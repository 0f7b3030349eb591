"""Every saved object is whole: references lead somewhere, fields are in the mapping, and the real server answers each panel."""

import json
from typing import Any

import pytest

from articles.model import SearchDocument
from search.elastic import ElasticEngine
from search.elastic_mapping import mappings, meanings
from search.fields import FIELDS
from search.kibana import as_ndjson, saved_objects
from search.kibana.data_view import labels
from tests.search.kibana_requests import Request, panels, query_of, requests

LINES: list[dict[str, Any]] = [json.loads(line) for line in as_ndjson(saved_objects("dreiklang")).splitlines()]
REQUESTS = {f"{line['id']}: {one.title}": one for line in LINES for one in requests(line)}
DASHBOARDS = [line for line in LINES if line["type"] == "dashboard"]
GRID = 48


def in_mapping(field: str, properties: dict[str, Any]) -> bool:
    """Whether a dotted path leads to a field."""
    first, _, rest = field.partition(".")
    if first not in properties:
        return False
    return in_mapping(rest, properties[first].get("properties", {})) if rest else True


def stance(target: str, label: str, *, unsure: bool = False, holder: str | None = None) -> dict[str, Any]:
    made = {"target": target, "label": label, "score": 0.8, "unsure": unsure}
    return made | ({"holder": holder} if holder else {})


ARTICLES = [
    SearchDocument(
        article_id="de",
        fields={
            "title": "Kabinett billigt KI-Gesetz", "language": "de", "country": "DE", "source": "bmwk", "source_name": "BMWK",
            "ownership": "government", "topic": ["regulation_law"], "published": "2026-03-01T12:00:00+00:00",
            "target": ["eu_ai_act", "eu_delay"], "stance": ["support", "unsure"], "story": "s1", "event": "e1",
            "position": ["eu_ai_act/support", "eu_delay/unsure"], "announcement": True, "issuer": ["de_bundesregierung"],
            "instrument": "KI-Gesetz", "instrument_type": "law", "status": "adopted", "effective": "2099-08-02",
            "deadline": "2099-09-01",
            "stances": [stance("eu_ai_act", "support"), stance("eu_delay", "oppose", unsure=True),
                        stance("eu_ai_act", "oppose", holder="Bitkom")],
        },
    ),
    SearchDocument(
        article_id="zh",
        fields={
            "title": "评论", "language": "zh", "country": "CN", "source": "ribao", "source_name": "Ribao",
            "ownership": "party", "topic": ["regulation_law"], "published": "2026-03-08T12:00:00+00:00",
            "target": ["eu_ai_act"], "stance": ["oppose"], "position": ["eu_ai_act/oppose"], "story": "s2",
            "announcement": False, "stances": [stance("eu_ai_act", "oppose")],
        },
    ),
]  # fmt: skip


def test_every_reference_leads_to_an_object_of_the_export() -> None:
    there = {(line["type"], line["id"]) for line in LINES}
    assert len(there) == len(LINES)
    for line in LINES:
        names = [one["name"] for one in line["references"]]
        assert len(set(names)) == len(names)
        assert {(one["type"], one["id"]) for one in line["references"]} <= there
        assert all(line["attributes"].get(name) for name in ("title",))


@pytest.mark.parametrize("line", DASHBOARDS, ids=lambda line: line["id"])
def test_every_name_that_a_panel_uses_stands_in_the_references(line: dict[str, Any]) -> None:
    used = set()
    for panel in panels(line):
        if "panelRefName" in panel:
            used.add(f"{panel['panelIndex']}:{panel['panelRefName']}")
        for one in panel["embeddableConfig"].get("attributes", {}).get("references", ()):
            used.add(f"{panel['panelIndex']}:{one['name']}")
            (layer,) = panel["embeddableConfig"]["attributes"]["state"]["datasourceStates"]["formBased"]["layers"]
            assert one["name"] == f"indexpattern-datasource-layer-{layer}"
    assert used == {one["name"] for one in line["references"]}


@pytest.mark.parametrize("line", DASHBOARDS, ids=lambda line: line["id"])
def test_panels_lie_side_by_side_on_the_grid(line: dict[str, Any]) -> None:
    places = [panel["gridData"] for panel in panels(line)]
    assert [place["i"] for place in places] == [panel["panelIndex"] for panel in panels(line)]
    taken = [
        (x, y) for at in places for x in range(at["x"], at["x"] + at["w"]) for y in range(at["y"], at["y"] + at["h"])
    ]
    assert len(set(taken)) == len(taken)
    assert max(x for x, _ in taken) < GRID


@pytest.mark.parametrize("name", REQUESTS)
def test_every_field_that_is_asked_for_is_in_the_mapping(name: str) -> None:
    missing = [field for field in REQUESTS[name].fields if not in_mapping(field, mappings()["properties"])]
    assert missing == []


def test_the_data_view_names_and_describes_every_field() -> None:
    (view,) = [line["attributes"] for line in LINES if line["type"] == "index-pattern"]
    told = json.loads(view["fieldAttrs"])
    assert set(FIELDS) <= set(told)
    assert set(labels()) == set(meanings())
    assert all(in_mapping(field, mappings()["properties"]) for field in told)
    assert "unsure" in told["stance"]["customDescription"]
    assert view["timeFieldName"] == "published"
    assert all(in_mapping(field, mappings()["properties"]) for field in json.loads(view["fieldFormatMap"]))


def test_the_dashboards_show_what_they_promise() -> None:
    titles = {line["id"]: {panel["title"] for panel in panels(line)} for line in DASHBOARDS}
    assert titles["dreiklang-coverage"] >= {
        "Volume by language", "Volume by source", "Volume by ownership of the source", "Volume by topic", "Countries",
        "Stance by target and language", "Unsure share by language", "Latest articles",
    }  # fmt: skip
    assert titles["dreiklang-policy"] >= {
        "Policy announcements", "By issuer and status", "Effective dates", "Deadlines", "Deadlines ahead",
    }  # fmt: skip


@pytest.mark.slow
@pytest.mark.xdist_group("elasticsearch")
def test_the_real_server_answers_every_panel(elastic: ElasticEngine) -> None:
    elastic.index(ARTICLES)
    answers = {name: asked(elastic, request) for name, request in REQUESTS.items()}
    assert all(answer["_shards"]["failed"] == 0 for answer in answers.values())
    assert {name for name, answer in answers.items() if not answer["hits"]["total"]["value"]} == set()
    volume = answers["dreiklang-coverage: Volume by language"]["aggregations"]["by_language"]["buckets"]
    assert {bucket["key"] for bucket in volume} == {"de", "zh"}
    unsure = answers["dreiklang-coverage: Unsure stances"]["aggregations"]
    assert (unsure["shareX0"]["doc_count"], unsure["shareX1"]["doc_count"]) == (1, 2)
    ahead = answers["dreiklang-deadlines: Dreiklang: Deadlines ahead"]["hits"]
    assert [hit["_id"] for hit in ahead["hits"]] == ["de"]


@pytest.mark.slow
@pytest.mark.xdist_group("elasticsearch")
def test_stances_of_one_article_are_never_mixed_up(elastic: ElasticEngine) -> None:
    elastic.index(ARTICLES)
    answer = asked(elastic, REQUESTS["dreiklang-coverage: Stance by target and language"])
    german = next(one for one in answer["aggregations"]["languages"]["buckets"] if one["key"] == "de")
    counted = {
        target["key"]: {label["key"]: label["doc_count"] for label in target["labels"]["buckets"] if label["doc_count"]}
        for target in german["stances"]["own"]["targets"]["buckets"]
    }
    assert counted == {"eu_ai_act": {"support": 1}, "eu_delay": {"unsure": 1}}


@pytest.mark.slow
@pytest.mark.xdist_group("elasticsearch")
def test_a_person_finds_words_and_chinese_in_the_search_bar(elastic: ElasticEngine) -> None:
    elastic.index(ARTICLES)
    found = elastic.client.search(index=elastic.options.index, query={"query_string": {"query": "ki-gesetz OR 评论"}})
    assert {hit["_id"] for hit in found["hits"]["hits"]} == {"de", "zh"}


def asked(engine: ElasticEngine, request: Request) -> dict[str, Any]:
    answer: dict[str, Any] = engine.client.search(
        index=engine.options.index, query=query_of(request), **request.body
    ).body
    return answer

"""The dashboards: Coverage and Policy. In: the alias. Out: saved objects, every chart inside them by value."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from search.kibana.charts import Chart, Series, bars, drawn, number, table
from search.kibana.columns import articles, by_value, distinct, over_time, share
from search.kibana.objects import Reference, SavedObject, compact, search_source
from search.kibana.searches import ANNOUNCEMENTS, DEADLINES, EFFECTIVE, LATEST, Listing
from search.kibana.stance_chart import stances_by_target_and_language

WIDTH = 48  # columns of Kibana's grid
UPWARD: Series = "bar_stacked"
ACROSS: Series = "bar_horizontal_stacked"
SHARES: Series = "bar_horizontal_percentage_stacked"
PANEL_VERSION = "8.11.0"  # whose shape of a panel we write; Kibana 9 migrates it
OPTIONS = {
    "useMargins": True,
    "syncColors": True,
    "syncCursor": True,
    "syncTooltips": False,
    "hidePanelTitles": False,
}
Row = tuple[int, Sequence[Chart | Listing]]  # height, and what stands side by side


@dataclass(frozen=True, kw_only=True)
class Panel:
    """A place on the grid, and what stands there."""

    made: dict[str, Any]
    references: tuple[Reference, ...]


def dashboards(index: str) -> tuple[SavedObject, ...]:
    """Both."""
    return (
        _dashboard(
            "dreiklang-coverage",
            "Dreiklang: Coverage",
            "Who writes about how AI is governed, how much, on what, and where they stand.",
            since="now-30d/d",
            rows=_coverage(index),
        ),
        _dashboard(
            "dreiklang-policy",
            "Dreiklang: Policy",
            "What bodies have announced, how far it is, and what is due when. The time filter is about the announcement.",
            since="now-180d/d",
            rows=_policy(),
        ),
    )


def _coverage(index: str) -> list[Row]:
    counted, time = articles(), over_time("published")
    language = by_value("language", size=10, counted=counted)
    ownership = by_value("ownership", size=10, counted=counted)
    topic = by_value("topic", size=10, counted=counted, others=True)
    country = by_value("country", size=30, counted=counted)
    position = by_value("position", size=80, counted=counted)
    sources = by_value("source_name", size=20, counted=counted)
    stance = by_value("stance", size=4, counted=counted)
    unsure = share("stance:unsure", "_exists_:stance", label="Articles with an unsure stance")
    return [
        (6, [
            number("Articles", articles()),
            number("Sources", distinct("source", label="Sources")),
            number("Stories", distinct("story", label="Stories")),
            number("Unsure stances", unsure),
        ]),
        (12, [
            bars("Volume by language", time, counted, series=UPWARD, split=language),
            bars("Volume by ownership of the source", time, counted, series=UPWARD, split=ownership),
        ]),
        (14, [
            bars("Volume by topic", time, counted, series="area_stacked", split=topic),
            bars("Volume by source", sources, counted, series=ACROSS, split=language),
        ]),
        (24, [drawn("Stance by target and language", stances_by_target_and_language(index))]),
        (14, [
            table("Stance by target and language, in figures", [position], counted, across=language),
            bars("Stance by language, unsure included", language, counted, series=SHARES, split=stance),
            bars("Unsure share by language", by_value("language", size=10), unsure, series=ACROSS),
        ]),
        (12, [
            bars("Countries", country, counted, series=ACROSS, split=language),
            table("Sources", [sources, by_value("country", size=1, counted=counted)], counted),
        ]),
        (18, [LATEST]),
    ]  # fmt: skip


def _policy() -> list[Row]:
    announced = "announcement:true"
    counted = articles(label="Announcements")
    status = by_value("status", size=10, counted=counted)
    issuer = by_value("issuer", size=20, counted=counted)
    kind = by_value("instrument_type", size=11, counted=counted)
    return [
        (6, [
            number("Announcements", counted, where=announced),
            number("Acts", distinct("event", label="Acts"), where=announced),
            number("Issuers", distinct("issuer", label="Issuers"), where=announced),
            number("Deadlines ahead", articles(where="deadline:[now/d TO *]", label="Deadlines ahead")),
        ]),
        (14, [
            bars("By issuer and status", issuer, counted, series=ACROSS, split=status, where=announced),
            bars("By status over time", over_time("published"), counted, series=UPWARD, split=status, where=announced),
        ]),
        (12, [
            bars("Effective dates", over_time("effective", interval="M"), counted, series=UPWARD, split=kind, where=announced),
            bars("Deadlines", over_time("deadline", interval="w"), counted, series=UPWARD, split=kind, where=announced),
            bars("By type of instrument", kind, counted, series=ACROSS, split=status, where=announced),
        ]),
        (14, [DEADLINES, EFFECTIVE]),
        (20, [ANNOUNCEMENTS]),
    ]  # fmt: skip


def _dashboard(dashboard_id: str, title: str, description: str, *, since: str, rows: Sequence[Row]) -> SavedObject:
    panels = list(_panels(rows))
    return SavedObject(
        type="dashboard",
        id=dashboard_id,
        attributes={
            "title": title,
            "description": description,
            "panelsJSON": compact([panel.made for panel in panels]),
            "optionsJSON": compact(OPTIONS),
            "timeRestore": True,
            "timeFrom": since,
            "timeTo": "now",
            "refreshInterval": {"pause": True, "value": 60_000},
            "version": 1,
            "kibanaSavedObjectMeta": search_source(),
        },
        references=[reference for panel in panels for reference in panel.references],
    )


def _panels(rows: Sequence[Row]) -> Iterator[Panel]:
    numbers, top = count(1), 0
    for height, shown in rows:
        width = WIDTH // len(shown)
        for at, one in enumerate(shown):
            name = f"panel{next(numbers)}"
            place = {"x": at * width, "y": top, "w": width, "h": height, "i": name}
            yield _listed(one, name, place) if isinstance(one, Listing) else _charted(one, name, place)
        top += height


def _charted(chart: Chart, name: str, place: dict[str, Any]) -> Panel:
    made = _panel(name, place, chart.type, chart.title, dict(chart.config))
    inside = tuple(Reference(type=one.type, id=one.id, name=f"{name}:{one.name}") for one in chart.references)
    return Panel(made=made, references=inside)


def _listed(listing: Listing, name: str, place: dict[str, Any]) -> Panel:
    made = _panel(name, place, "search", listing.title, {}) | {"panelRefName": f"panel_{name}"}
    return Panel(made=made, references=(Reference(type="search", id=listing.id, name=f"{name}:panel_{name}"),))


def _panel(name: str, place: dict[str, Any], kind: str, title: str, config: dict[str, Any]) -> dict[str, Any]:
    return {
        "version": PANEL_VERSION,
        "type": kind,
        "panelIndex": name,
        "gridData": place,
        "title": title,
        "embeddableConfig": config | {"enhancements": {}, "hidePanelTitles": False},
    }

"""The steps of one article's way, by name. In: a Desk. Out: for each step, how many subjects ended in which Outcome."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from articles.outcome import Outcome
from dreiklang.desk import Desk
from dreiklang.loop import Progress, Step, never, run_step
from dreiklang.steps import analyse, deliver, extract, index, join, match, screen, translate

BUILD: dict[str, Callable[[Desk], Step[Any]]] = {
    "extract": extract.build,
    "screen": screen.build,
    "analyse": analyse.build,
    "join": join.build,
    "translate": translate.build,
    "index": index.build,
    "match": match.build,
}
STEPS = (*BUILD, "deliver")
# How a step finds what is to be done again, where it knows better than by the versions of its results.
REDO: dict[tuple[str, str], Callable[[Desk], int]] = {
    ("index", "outdated"): index.redo_outdated,
    ("index", "all"): index.redo_all,
}
# What makes further work wait once a step has done what waited.
PLAN: dict[str, Callable[[Desk], int]] = {"translate": translate.plan}


def work(
    desk: Desk,
    name: str,
    *,
    limit: int | None = None,
    on_progress: Progress | None = None,
    until: Callable[[], bool] = never,
) -> Counter[Outcome]:
    """Run one step until nothing waits for it, `limit` subjects are done, its time is over, or `until` says so."""
    if name == "deliver":
        return deliver.deliver(desk, on_progress=on_progress)
    step = _built(desk, name, until)
    counted = run_step(desk.store, step, limit=limit, on_progress=on_progress)
    if name in PLAN and (limit is None or counted.total() < limit) and not until() and PLAN[name](desk):
        left = None if limit is None else limit - counted.total()
        counted += run_step(desk.store, step, limit=left, on_progress=on_progress)
    return counted


def _built(desk: Desk, name: str, until: Callable[[], bool]) -> Step[Any]:
    """A step that ends its run when `until` says so: between two subjects, translate also between two paragraphs."""
    if name == "translate":
        return translate.build(desk, until=until)
    return replace(BUILD[name](desk), enough=until)

"""The steps of one article's way, by name. In: a Desk. Out: for each step, how many subjects ended in which Outcome."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from articles.outcome import Outcome
from dreiklang.desk import Desk
from dreiklang.loop import Progress, Step, run_step
from dreiklang.steps import analyse, deliver, extract, index, join, match, screen, translate

BUILD: dict[str, Callable[[Desk], Step[Any]]] = {
    "extract": extract.build,
    "screen": screen.build,
    "analyse": analyse.build,
    "join": join.build,
    "translate": translate.build,
    "index": index.build,
    "match": match.build,
    "deliver": deliver.build,
}


def work(
    desk: Desk,
    name: str,
    *,
    limit: int | None = None,
    on_progress: Progress | None = None,
) -> Counter[Outcome]:
    """Run one step until nothing waits for it, or `limit` subjects are done."""
    return run_step(desk.store, BUILD[name](desk), limit=limit, on_progress=on_progress)

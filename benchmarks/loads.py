"""What a day of so many articles takes. In: the cost of each step, and of joining at two loads. Out: a table by load.

Assumed: one article in ten is relevant (benchmarks/nlp.py; behind keyword filters it is more), two in three of these are to be
translated, and one in three of those in full, which takes five times as long as title and lead; opus-mt is 24 times as fast as
the judge's model (docs/decisions/011-translation.md); the busiest hour has three times the mean. Joining grows linearly with the
articles of the last 15 days, whose directions (768 numbers of 4 bytes) stay in memory.
"""

from collections.abc import Iterator, Mapping, Sequence

from benchmarks.costs import Cost

LOADS = (500, 5_000, 50_000, 500_000)
RELEVANT, FOREIGN, IN_FULL, FULL_TIMES, OPUS_TIMES, PEAK = 0.1, 2 / 3, 1 / 3, 5, 24, 3
AROUND_DAYS, DIRECTION_BYTES = 15, 768 * 4
ALL, OF_RELEVANT = ("extract", "screen"), ("analyse", "index", "match")
DAY_MS = 86_400_000
KINDS = ("store_bytes", "index_bytes")
HEADS = ("extract", "labels", "join", "judge's", "opus-mt", "cores", "GB a year", "index GB", "join GB")
WIDTH = 10


def table(costs: Sequence[Cost], joins: Mapping[int, float]) -> Iterator[str]:
    """A line a load: hours of a core by step, cores at the busiest hour (with opus-mt, without join), room, memory of join."""
    yield "hours of one core for a day of articles; translating by the judge's model or by opus-mt"
    yield f"{'a day':<10}" + "".join(f"{head:>{WIDTH}}" for head in HEADS)
    each = {cost.step: cost for cost in costs if cost.subjects}
    for load in LOADS:
        cells = (f"{number:,.1f}" if number < 100 else f"{number:,.0f}" for number in row(load, each, joins))
        yield f"{load:<10,}" + "".join(f"{cell:>{WIDTH}}" for cell in cells)
    ceiling = next(load for load in range(0, 10**9, 1_000) if join_ms(load + 1_000, joins) * (load + 1_000) > DAY_MS)
    yield f"join, one process, keeps up with {ceiling:,} articles a day"


def row(load: int, each: Mapping[str, Cost], joins: Mapping[int, float]) -> tuple[float, ...]:
    """As HEADS name them."""
    extract_h, screen_h = (hours(each, step, load) for step in ALL)
    labels_h = screen_h + hours(each, "analyse", load * RELEVANT)
    rest_h = hours(each, "index", load * RELEVANT) + hours(each, "match", load * RELEVANT)
    translated = load * RELEVANT * FOREIGN * (1 + IN_FULL * (FULL_TIMES - 1))
    judged_h = hours(each, "translate", translated)
    busy_h = extract_h + labels_h + rest_h + judged_h / OPUS_TIMES
    grown = [
        room(each, ALL, kind) * load + room(each, (*OF_RELEVANT, "translate"), kind) * load * RELEVANT for kind in KINDS
    ]
    return (
        extract_h,
        labels_h,
        join_ms(load, joins) * load / 3.6e6,
        judged_h,
        judged_h / OPUS_TIMES,
        PEAK * busy_h / 24,
        *(365 * size / 1e9 for size in (grown[0] + room(each, ("join",), KINDS[0]) * load, grown[1])),
        load * AROUND_DAYS * DIRECTION_BYTES / 1e9,
    )


def hours(each: Mapping[str, Cost], step: str, subjects: float) -> float:
    """Of one core, for so many subjects of a step; 0 where it was not measured."""
    return subjects * each[step].cpu_s / each[step].subjects / 3600 if step in each else 0.0


def room(each: Mapping[str, Cost], steps: Sequence[str], kind: str) -> float:
    """Bytes that a subject leaves behind in these steps."""
    return sum(float(getattr(each[step], kind)) / each[step].subjects for step in steps if step in each)


def join_ms(load: int, joins: Mapping[int, float]) -> float:
    """Milliseconds an article, on the line through the two loads that were measured."""
    (low, low_ms), (high, high_ms) = sorted(joins.items())
    return low_ms + max(0.0, high_ms - low_ms) / (high - low) * (load - low)

"""How often a silence is told that is none, and how soon one is told that is. In: seeded sources. Out: a line a kind of source.

Every source publishes at random around its rhythm for eight weeks; then a month is watched, and then it falls silent.
Run: `python -m benchmarks.health [sources of each kind and country]` (50 of them: ten seconds on an idle core).
"""

import sys
from collections.abc import Iterator

from tests.crawlers.rhythms import PATTERNS
from tests.crawlers.silences import COUNTRIES, PACES, simulated


def measured(runs: int) -> Iterator[str]:
    """One line a pace and pattern, and one for all."""
    alarms = months = 0
    for pace in PACES:
        for pattern in PATTERNS:
            ended = [simulated(pattern, pace, country, seed) for country in COUNTRIES for seed in range(runs)]
            told, delays = sum(one for one, _ in ended), sorted(one for _, one in ended)
            alarms, months = alarms + told, months + len(ended)
            middle, most = delays[len(delays) // 2], delays[int(len(delays) * 0.95)]
            yield (
                f"{pace:>4.0f} articles a day, {pattern.name}: {told} false alarms in {len(ended)} source-months;"
                f" silence told after {middle / 24:.1f} days (median), {most / 24:.1f} (95 %)"
            )
    yield f"all: {alarms} false alarms in {months} source-months, {100 * alarms / months:.2f} per 100"


if __name__ == "__main__":
    for line in measured(int(sys.argv[1]) if len(sys.argv) > 1 else 50):
        print(line)

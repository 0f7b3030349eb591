"""Searching many articles: how fast, how large. In: a number of articles. Out: a table, for docs/measurements.md.

    python -m benchmarks.search [--articles 100000] [--queries 1000] [--folder FOLDER]

The articles are made up of words of our own glossary and taxonomy and of everyday ones, in the lengths of real articles, with
random unit vectors; the queries mix words, phrases, fields, dates, patterns and meanings in three languages. With
DREIKLANG_TEST_ELASTICSEARCH_URL set, the server there is asked the same beside it.
"""

import argparse
import os
import random
import resource
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from articles.chains import runs
from articles.model import Search, SearchDocument
from articles.ports import SearchEngine
from articles.taxonomy import load_taxonomy
from articles.taxonomy.glossary import load_glossary
from search.embedded import EmbeddedEngine
from search.expand import make_expand

SEED = 20261126
DIMENSIONS = 384
LANGUAGES = ("de", "zh", "en")
LENGTH = {"de": 260, "zh": 220, "en": 300}  # glossary terms and words, about 350 words or 700 characters
NEWEST = datetime(2026, 11, 26, tzinfo=UTC)
COUNTRIES = {"de": ["DE", "AT", "CH"], "zh": ["CN", "TW", "SG"], "en": ["US", "UK", "EU"]}
PARAGRAPH = 40  # words
BATCH = 5_000


def vocabulary() -> dict[str, list[str]]:
    """Words and terms by language: rare ones are as frequent as in real text, by Zipf's law below."""
    words: dict[str, dict[str, None]] = {language: {} for language in LANGUAGES}
    for topic in load_taxonomy().topics.values():
        for language in LANGUAGES:
            words[language] |= dict.fromkeys(topic.keywords[language])
    for entry in load_glossary():
        for language in LANGUAGES:
            words[language] |= dict.fromkeys(entry.variants.get(language, ()))
    nouns = (Path(__file__).parent.parent / "articles" / "compounds.txt").read_text(encoding="utf-8").splitlines()
    simple = [word for line in nouns if line[:1] not in "#!" for word in line.split()]
    rng = random.Random(SEED)
    compounds = {rng.choice(simple) + rng.choice(("", "s")) + rng.choice(simple): None for _ in range(30_000)}
    words["de"] |= dict.fromkeys(word.capitalize() for word in (*simple, *compounds))
    words["en"] |= dict.fromkeys(f"{rng.choice(simple)}{number}" for number in range(20_000))
    common = "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说"
    words["zh"] |= {rng.choice(common) + rng.choice(common) + rng.choice(common): None for _ in range(15_000)}
    return {language: rng.sample(list(known), len(known)) for language, known in words.items()}


def documents(number: int) -> Iterator[SearchDocument]:
    """As many articles, the same every time."""
    rng, vectors = random.Random(SEED), np.random.default_rng(SEED)
    words = vocabulary()
    weights = {language: np.cumsum(1 / np.arange(3, len(known) + 3)).tolist() for language, known in words.items()}
    topics, targets = list(load_taxonomy().topics), list(load_taxonomy().targets)
    for at in range(number):
        language = LANGUAGES[at % 3]
        said = rng.choices(
            words[language], cum_weights=weights[language], k=rng.randint(100, LENGTH[language] * 2 - 100)
        )
        space = "" if language == "zh" else " "
        joined = "\n".join(space.join(said[start : start + PARAGRAPH]) for start in range(0, len(said), PARAGRAPH))
        vector = vectors.standard_normal(DIMENSIONS).astype(np.float32)
        published = (NEWEST - timedelta(minutes=rng.randint(0, 2 * 365 * 24 * 60))).isoformat()
        target = rng.choice(targets)
        yield SearchDocument(
            article_id=f"a{at:07}",
            vector=tuple((vector / np.linalg.norm(vector)).tolist()),
            fields={
                "title": ("" if language == "zh" else " ").join(said[:8]),
                "text": joined,
                "translation": " ".join(rng.choices(words["en"], cum_weights=weights["en"], k=60)),
                "language": language,
                "country": rng.choice(COUNTRIES[language]),
                "source": f"source{rng.randint(1, 80)}",
                "ownership": rng.choice(("public", "commercial", "state")),
                "topic": rng.sample(topics, 2),
                "target": [target],
                "position": [f"{target}/{rng.choice(('support', 'oppose', 'neutral', 'unsure'))}"],
                "announcement": rng.random() < 0.1,
                "published": published,
                "first_seen": published,
                "relevance": round(rng.random(), 3),
            },
        )


def searches(number: int) -> list[Search]:
    """A mix as people ask: mostly words, some with fields and dates, some patterns, a fifth by meaning."""
    rng, vectors = random.Random(SEED + 1), np.random.default_rng(SEED + 1)
    words = {
        language: [one for one in known[:3_000] if not set(one) & set('"*?:()[]+/\\-&!')]
        for language, known in vocabulary().items()
    }
    topics = list(load_taxonomy().topics)

    def word() -> str:
        return rng.choice(words[rng.choice(LANGUAGES)])

    def long_word() -> str:
        return next(one for one in iter(word, "") if len(one) > 6 and one.isascii() and one.isalpha())

    kinds: Sequence[Callable[[], dict[str, Any]]] = (
        lambda: {"query": word()},
        lambda: {"query": word()},
        lambda: {"query": f"{word()} {word()}"},
        lambda: {"query": f'"{word()}"'},
        lambda: {"query": f"{word()} OR {word()}"},
        lambda: {"query": f"{word()} language:{rng.choice(LANGUAGES)} topic:{rng.choice(topics)}"},
        lambda: {"query": f"{word()} published:[now-30d TO now]"},
        lambda: {"query": f"topic:{rng.choice(topics)} announcement:true", "order": "newest"},
        lambda: {"query": f"{long_word()[:6]}*"},
        lambda: {"query": word(), "mode": "semantic"},
        lambda: {"query": f"{word()} country:{rng.choice(('DE', 'CN', 'US'))}", "mode": "hybrid"},
        lambda: {
            "query": f"{rng.choice(('KI', 'AI Act', 'Exportkontrollen', '人工智能', 'biometric surveillance'))} {word()}"
        },
    )
    made = []
    for at in range(number):
        vector = vectors.standard_normal(DIMENSIONS)
        asked = kinds[at % len(kinds)]()
        given = {"vector": tuple((vector / np.linalg.norm(vector)).tolist())} if "mode" in asked else {}
        made.append(Search(**asked, **given))
    return made


def percentiles(engine: SearchEngine, asked: Sequence[Search]) -> tuple[str, int]:
    """(milliseconds at 50, 95 and 99 %, hits altogether); a first tenth warms up.

    Time on the processor is told beside the time that passed: on a busy machine only the former says something.
    """
    for one in asked[: len(asked) // 10]:
        engine.search(one)
    taken, worked, found = [], [], 0
    for one in asked:
        start, start_work = time.perf_counter(), time.process_time()
        found += engine.search(one).total
        taken.append((time.perf_counter() - start) * 1000)
        worked.append((time.process_time() - start_work) * 1000)
    middle, late, latest = np.percentile(taken, [50, 95, 99])
    cpu = np.percentile(worked, [50, 95])
    return f"p50 {middle:.1f} p95 {late:.1f} p99 {latest:.1f} ms (processor p50 {cpu[0]:.1f} p95 {cpu[1]:.1f})", found


def measure(name: str, engine: SearchEngine, number: int, asked: Sequence[Search]) -> None:
    if engine.count() == number:
        print(f"{name}: {number} articles are there already")
    else:
        fill(name, engine, number)
    told, found = percentiles(engine, asked)
    print(f"{name}: {len(asked)} queries                       {told}; {found} hits", flush=True)
    more = {"highlight": True, "facets": ("source", "topic", "language"), "histogram": "week"}
    rich = [Search(**vars(one) | more) for one in asked]
    told, found = percentiles(engine, rich)
    print(f"{name}: the same with facets, bars, highlights  {told}; {found} hits", flush=True)


def fill(name: str, engine: SearchEngine, number: int) -> None:
    start = time.perf_counter()
    waiting = documents(number)
    making_s = 0.0
    while True:
        begun = time.perf_counter()
        batch = list(islice(waiting, BATCH))
        making_s += time.perf_counter() - begun
        if not batch:
            break
        engine.index(batch)
    index_s = time.perf_counter() - start - making_s
    print(f"{name}: {engine.count()} articles indexed in {index_s:.0f} s, {number / index_s:.0f} a second", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--queries", type=int, default=1_000)
    parser.add_argument("--folder", type=Path, help="where the index is made; a temporary folder by default")
    options = parser.parse_args()
    sample = [sum(1 for _ in runs(one.fields["text"])) for one in documents(300)]
    print(f"{options.articles} articles, {sum(sample) / len(sample):.0f} words or stretches of Chinese each")
    asked = searches(options.queries)
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary)
        measure("embedded", EmbeddedEngine(folder, expand=make_expand({})), options.articles, asked)
        size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"embedded: {size / 1e6:.0f} MB on disk, peak memory {peak_mb:.0f} MB")
    if url := os.environ.get("DREIKLANG_TEST_ELASTICSEARCH_URL"):
        from search.elastic import ElasticEngine
        from search.elastic_client import ElasticOptions

        server = ElasticEngine(ElasticOptions(urls=(url,), index="benchmark"), expand=make_expand({}))
        measure("server", server, options.articles, asked)


if __name__ == "__main__":
    main()

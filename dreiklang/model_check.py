"""Are the models whole, and is what they said up to date? In: a Desk. Out: sentences that say what to do; none if all is well."""

from collections.abc import Iterator
from pathlib import Path

from articles.errors import DreiklangError
from articles.store.redo import count_outdated
from dreiklang.desk import Desk

# Steps whose results a person may want again when rules, weights or taxonomy have changed. Those of `match` change with every
# saved search, and what is old never matches; `index` compares documents itself, by `dreiklang index --redo outdated`.
LABELLING = ("extract", "screen", "analyse", "join", "translate")


def damaged(folder: Path) -> Iterator[str]:
    """Models in this folder, or installed, that are not what was pulled; every file is read and its checksum compared."""
    from nlp.naming import models_here
    from nlp.pulling import verify

    for model in models_here(folder):
        problems = verify(model, folder)
        if problems:
            yield f"model {model.id} is damaged: {'; '.join(problems)}; run `dreiklang models pull {model.id}`"


def outdated(desk: Desk) -> Iterator[str]:
    """Steps with results of an older version than ours, which stay valid until they are made again."""
    from dreiklang.steps import BUILD

    for name in LABELLING:
        try:
            version = BUILD[name](desk).version
        except DreiklangError as error:
            yield f"results of {name} were not checked: {error}"
            continue
        with desk.store.read() as connection:
            number = count_outdated(connection, name, version=version)
        if number:
            yield f"{number} results of {name} are of an older version; `dreiklang {name} --redo outdated` makes them again"

"""The memory of translations, on both databases."""

from articles.model import Rendering
from articles.store import Store
from articles.store.memory import StoreMemory

GOOD, DOUBTFUL = Rendering(english="Good day."), Rendering(english="It rains.", flags=("numbers", "terms"))


def test_what_was_remembered_is_recalled_with_its_flags(any_store: Store) -> None:
    memory = StoreMemory(any_store, "model-1")
    memory.remember({"Guten Tag.": GOOD, "Es regnet.": DOUBTFUL}, language="de")
    assert memory.recall(["Es regnet.", "Guten Tag.", "Neu."], language="de") == {
        "Guten Tag.": GOOD,
        "Es regnet.": DOUBTFUL,
    }


def test_another_language_and_another_version_know_nothing_of_it(any_store: Store) -> None:
    StoreMemory(any_store, "model-1").remember({"AI": GOOD}, language="de")
    assert StoreMemory(any_store, "model-1").recall(["AI"], language="zh") == {}
    assert StoreMemory(any_store, "model-2").recall(["AI"], language="de") == {}


def test_of_two_workers_the_first_one_counts(any_store: Store) -> None:
    memory = StoreMemory(any_store, "model-1")
    memory.remember({"AI": GOOD}, language="de")
    memory.remember({"AI": DOUBTFUL, "KI": DOUBTFUL}, language="de")
    assert memory.recall(["AI", "KI"], language="de") == {"AI": GOOD, "KI": DOUBTFUL}


def test_nothing_is_remembered_and_recalled_without_a_word(any_store: Store) -> None:
    memory = StoreMemory(any_store, "model-1")
    memory.remember({}, language="de")
    assert memory.recall([], language="de") == {}


def test_sentences_of_any_letters_are_kept(store: Store) -> None:
    memory = StoreMemory(store, "model-1")
    memory.remember({"halb \ud83d": GOOD, "x" * 100_000: GOOD}, language="de")
    assert len(memory.recall(["halb \ud83d", "x" * 100_000], language="de")) == 2

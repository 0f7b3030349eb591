"""Where the embedded index lies, generation by generation. In: a folder. Out: the one that is read, and the next one.

index/current    names the generation that is read; replaced in one step
index/0007/      tantivy's files and the vectors of one generation
"""

from pathlib import Path
from shutil import rmtree

POINTER = "current"
FIRST = "0001"


class Generations:
    """The folders of one index."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def current(self) -> Path:
        """The generation that is read; the first one where nothing was written yet."""
        return self.folder / (self._named() or FIRST)

    def fresh(self) -> Path:
        """An empty folder for the next generation; what an interrupted rebuild left behind is deleted first."""
        current = self._named()
        for path in self.all():
            if current is not None and path.name > current:
                rmtree(path)
        number = max((int(path.name) for path in self.all()), default=0) + 1
        made = self.folder / f"{number:04}"
        made.mkdir(parents=True)
        return made

    def flip(self, to: Path) -> None:
        """Let readers and writers use another generation from now on."""
        self.folder.mkdir(parents=True, exist_ok=True)
        pointer = self.folder / f"{POINTER}.new"
        pointer.write_text(to.name, encoding="ascii")
        pointer.replace(self.folder / POINTER)

    def all(self) -> list[Path]:
        """Every generation that is on disk, the oldest first."""
        return sorted(path for path in self.folder.glob("[0-9]*") if path.is_dir() and path.name.isdigit())

    def before(self) -> Path | None:
        """The generation before the current one, kept for going back."""
        older = [path for path in self.all() if path.name < self.current().name]
        return older[-1] if older else None

    def keep(self, wanted: set[Path]) -> None:
        """Delete every other generation."""
        for path in self.all():
            if path not in wanted:
                rmtree(path, ignore_errors=True)  # a reader on another system may still hold a file

    def _named(self) -> str | None:
        try:
            return (self.folder / POINTER).read_text(encoding="ascii").strip()
        except FileNotFoundError:
            return None

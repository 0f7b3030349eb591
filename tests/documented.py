"""Commands that people read. In: Markdown. Out: each command with its words, and where it stands.

Commands stand in code blocks, one a line, and in inline code. A block shows what to type; inline code may also name a command
without all that it needs, or several at once (`events merge|split`).
"""

import re
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.places import REPOSITORY

PAGES = (REPOSITORY / "README.md", *sorted((REPOSITORY / "docs").glob("*.md")))
WRITTEN = "written by `python -m dreiklang.docs`"
PROGRAMS = {
    *("dreiklang", "make", "docker", "python", "pytest", "airflow", "export"),  # whose words are checked
    *("curl", "systemctl", "journalctl", "sysctl", "pip", "apt-get"),  # whose place in the text is
}
PYTHON = re.compile(r"python(3(\.\d+)?)?")
ENDS = {"|", ">", ">>", "<", "&&", "||", ";", "&", ">&"}
INLINE = re.compile(r"(?<!`)`([^`]+)`(?!`)")
STREAM = re.compile(r"\s\d(?=[<>])")  # the 2 of 2>&1
SEVERAL = re.compile(r"\b\w+(?:\|\w+)+")
SHELLS = {"", "sh", "bash", "shell", "console"}


@dataclass(frozen=True)
class Typed:
    """`words` begin with the program's name; `section` is the text under the same heading, `head` that before the first one."""

    page: Path
    line: int
    words: tuple[str, ...]
    in_block: bool
    section: str
    head: str

    def __str__(self) -> str:
        return f"{self.page.relative_to(REPOSITORY)}:{self.line} {' '.join(self.words)}"

    @property
    def arguments(self) -> tuple[str, ...]:
        """What follows the program."""
        return self.words[1:]


def documented() -> list[Typed]:
    """Every command of README.md and docs/*.md."""
    return [command for page in PAGES for command in commands_of(page)]


def is_written(page: Path) -> bool:
    """Whether the code writes this page."""
    return WRITTEN in page.read_text(encoding="utf-8")


def commands_of(page: Path) -> Iterator[Typed]:
    """In the order of the page."""
    text = page.read_text(encoding="utf-8")
    head = re.split(r"^## ", text, maxsplit=1, flags=re.MULTILINE)[0]
    line = 1
    for section in re.split(r"^(?=#+ )", text, flags=re.MULTILINE):
        for number, words, in_block in _commands(section):
            yield Typed(page=page, line=line + number, words=words, in_block=in_block, section=section, head=head)
        line += section.count("\n")


def _commands(section: str) -> Iterator[tuple[int, tuple[str, ...], bool]]:
    prose = []
    fence: str | None = None  # the language of the block we are in
    lines = iter(enumerate(section.split("\n")))
    for number, line in lines:
        if line.startswith("```"):
            fence = line.strip("`").strip() if fence is None else None
        elif line.startswith("    ") if fence is None else fence in SHELLS:
            while line.endswith("\\"):
                line = line[:-1] + next(lines)[1]
            yield from ((number, words, True) for words in _split(line.strip()))
        elif fence is None:
            prose.append(line)
    for code in INLINE.findall("\n".join(prose)):  # its line is that of the heading
        yield from ((0, words, False) for one in _each(" ".join(code.split())) for words in _split(one))


def _each(code: str) -> list[str]:
    """`events merge|split` as two."""
    several = SEVERAL.search(code) if "'" not in code else None
    if several is None:
        return [code]
    return [code[: several.start()] + one + code[several.end() :] for one in several[0].split("|")]


def _split(line: str) -> Iterator[tuple[str, ...]]:
    """The commands of a line, without comments, redirections and what is set before them; none where it is no line of a shell."""
    lexer = shlex.shlex(STREAM.sub(" ", line), posix=True, punctuation_chars="|><&;")
    lexer.whitespace_split = True
    words: list[str] = []
    try:
        typed = [*lexer, ";"]
    except ValueError:  # a quotation mark without a second one: prose
        return
    for word in typed:
        if word not in ENDS:
            words.append(word)
            continue
        program = _program(words)
        if program:
            yield program
        words = []


def _program(words: Sequence[str]) -> tuple[str, ...]:
    """From the program on, its path left out."""
    rest = list(words)
    while rest and (re.fullmatch(r"[A-Z_]+=\S*", rest[0]) or rest[0] in ("sudo", "$", "exec")):
        rest.pop(0)
    if not rest:
        return ()
    name = rest[0].rpartition("/")[2]
    name = "python" if PYTHON.fullmatch(name) else name
    return (name, *rest[1:]) if name in PROGRAMS and len(rest) > 1 else ()

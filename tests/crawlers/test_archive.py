"""The archive, written and read. In: pages of our own. Out: the same pages, from files that warcio finds valid."""

import errno
import hashlib
import os
import resource
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from articles.errors import BadInput, DiskFull
from articles.model import ArchiveRef, Page
from crawlers.archive import Archive, ArchiveWriter, expire, repair
from crawlers.archive import room as archive_room
from crawlers.archive import writer as archive_writer
from crawlers.options import ArchiveOptions
from tests.places import REPOSITORY

AT = datetime(2026, 3, 2, 12, 0, 0, 123456, tzinfo=UTC)
HTML = "<p>Ein Gesetz über KI, 关于人工智能的法律.</p>".encode()
ASKED = {"user-agent": "DreiklangBot/0.1", "accept": "text/html"}


def page(body: bytes = HTML, *, url: str = "https://tagblatt.example/ki", status: int = 200, **headers: str) -> Page:
    return Page(
        url=url,
        final_url=url,
        status=status,
        headers={"content-type": "text/html"} | {name.replace("_", "-"): value for name, value in headers.items()},
        body=body,
        fetched_at=AT,
        source="tagblatt",
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "archive"


@pytest.fixture
def options(folder: Path) -> ArchiveOptions:
    return ArchiveOptions(folder=folder, min_free_bytes=0)


@pytest.fixture
def writer(options: ArchiveOptions) -> Iterator[ArchiveWriter]:
    opened = ArchiveWriter(options)
    yield opened
    opened.close()


def wrote(writer: ArchiveWriter, *pages: Page) -> list[ArchiveRef]:
    found = [writer.write(ASKED, one) for one in pages]
    assert None not in found
    return [ref for ref in found if ref is not None]


def check(folder: Path) -> None:
    """warcio's own checker: framing and digests of every record."""
    for path in folder.glob("*.warc.gz*"):
        command = [sys.executable, "-m", "warcio.cli", "check", str(path)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", ""), done


def records(folder: Path) -> list[tuple[str, str | None]]:
    found = []
    for path in sorted(folder.glob("*.warc.gz*")):
        with path.open("rb") as file:
            found += [
                (record.rec_type, record.rec_headers.get_header("WARC-Target-URI")) for record in ArchiveIterator(file)
            ]
    return found


def test_a_page_is_read_back_as_it_was_written(writer: ArchiveWriter, folder: Path) -> None:
    written = replace(page(etag='"1"'), final_url="https://tagblatt.example/ki/gesetz?seite=2")
    (ref,) = wrote(writer, written)
    assert Archive(folder).read(ref) == replace(written, archived=ref)


@settings(max_examples=60, deadline=None)
@given(
    body=st.binary(max_size=60_000),
    status=st.integers(200, 599),
    value=st.text(max_size=40),
    name=st.text(min_size=1, max_size=12),
)
def test_whatever_a_server_sends_comes_back_byte_for_byte(
    tmp_path_factory: pytest.TempPathFactory, body: bytes, status: int, value: str, name: str
) -> None:
    folder = tmp_path_factory.mktemp("archive")
    writer = ArchiveWriter(ArchiveOptions(folder=folder, min_free_bytes=0))
    first, second = wrote(writer, replace(page(body, status=status), headers={name: value}), page())
    writer.close()
    archive = Archive(folder)
    assert (archive.read(first).body, archive.read(first).status) == (body, status)
    assert archive.read(second).body == HTML
    assert [one.archived for one in archive.pages()] == [first, second]


def test_warcio_finds_every_record_valid(writer: ArchiveWriter, folder: Path) -> None:
    odd = page(x_title="人工智能; name=法", content_encoding="gzip", transfer_encoding="chunked", x_break="a\r\nb: c")
    first, _, _ = wrote(writer, page(), odd, page(b"", status=204))
    writer.write_revisit(page(b"", status=304), same_as=first, digest=hashlib.sha256(HTML).hexdigest(), date=AT)
    writer.close()
    check(folder)
    kinds = [kind for kind, _ in records(folder)]
    assert kinds == ["warcinfo", *["response", "request"] * 3, "revisit", "request"]


def test_a_decoded_body_is_not_said_to_be_encoded(writer: ArchiveWriter, folder: Path) -> None:
    (ref,) = wrote(writer, page(content_encoding="br", transfer_encoding="chunked", content_length="17"))
    writer.flush()
    with next(folder.glob("*")).open("rb") as file:
        file.seek(ref.offset)
        headers = next(ArchiveIterator(file)).http_headers
    assert headers.get_header("content-encoding") is None
    assert headers.get_header("content-length") == str(len(HTML))
    assert headers.get_header("x-archive-orig-content-encoding") == "br"
    assert Archive(folder).read(ref).headers["content-encoding"] == "br"


def test_a_revisit_gives_the_body_it_refers_to(writer: ArchiveWriter, folder: Path) -> None:
    (first,) = wrote(writer, page())
    again = replace(page(b"", status=304), fetched_at=AT + timedelta(days=1))
    ref = writer.write_revisit(again, same_as=first, digest=hashlib.sha256(HTML).hexdigest(), date=AT)
    assert ref is not None
    found = Archive(folder).read(ref)
    assert (found.body, found.status, found.fetched_at) == (HTML, 304, again.fetched_at)
    assert [one.archived for one in Archive(folder).pages()] == [first]


def test_feeds_and_listings_are_archived_but_never_extracted_again(writer: ArchiveWriter, folder: Path) -> None:
    feed = page(b"<rss/>", url="https://tagblatt.example/feed")
    writer.write(ASKED, feed, step="discover")
    document = page(b"%PDF-", url="https://amt.example/entwurf.pdf")
    writer.write(ASKED, document, parent="https://amt.example/anhoerung")
    archive = Archive(folder)
    assert [one.url for one in archive.pages()] == [document.url]
    assert [(one.step, one.parent) for one in archive.answers()] == [
        ("discover", None),
        ("fetch", "https://amt.example/anhoerung"),
    ]


def test_the_request_is_archived_beside_its_answer(writer: ArchiveWriter, folder: Path) -> None:
    wrote(writer, page(url="https://tagblatt.example/a?b=c"))
    writer.close()
    with next(folder.glob("*")).open("rb") as file:
        found = {record.rec_type: record for record in map(_read_through, ArchiveIterator(file))}
    request = found["request"]
    assert request.rec_headers.get_header("WARC-Concurrent-To") == (
        found["response"].rec_headers.get_header("WARC-Record-ID")
    )
    assert request.http_headers.get_header("user-agent") == ASKED["user-agent"]
    assert request.http_headers.get_header("host") == "tagblatt.example"
    assert request.http_headers.to_str().startswith("GET /a?b=c HTTP/1.1\r\n")


def _read_through(record: object) -> object:
    record.raw_stream.read()  # type: ignore[attr-defined]  # warcio is untyped
    return record


def test_a_file_begins_anew_after_a_size(options: ArchiveOptions, folder: Path) -> None:
    writer = ArchiveWriter(replace(options, rotate_bytes=1))
    refs = wrote(writer, *(page(url=f"https://tagblatt.example/{number}") for number in range(3)))
    assert len({ref.file for ref in refs}) == 3
    assert len(list(folder.glob("*.warc.gz"))) == 2
    assert len(list(folder.glob("*.warc.gz.open"))) == 1
    assert [Archive(folder).read(ref).url for ref in refs] == [f"https://tagblatt.example/{n}" for n in range(3)]
    writer.close()
    assert [Archive(folder).read(ref).body for ref in refs] == [HTML] * 3


def test_a_file_begins_anew_after_a_day(writer: ArchiveWriter, moved_clock: Callable[[datetime], None]) -> None:
    (first,) = wrote(writer, page())
    moved_clock(AT + timedelta(hours=23))
    (second,) = wrote(writer, page())
    moved_clock(AT + timedelta(hours=25))
    (third,) = wrote(writer, page())
    assert first.file == second.file != third.file


@pytest.mark.usefixtures("moved_clock")
def test_two_writers_never_share_a_file_even_when_time_stands_still(options: ArchiveOptions, folder: Path) -> None:
    writers = [ArchiveWriter(options), ArchiveWriter(options)]
    refs = [wrote(writer, page())[0] for writer in writers]
    for writer in writers:
        writer.close()
    after = ArchiveWriter(options)
    refs += wrote(after, page())
    after.close()
    assert len({ref.file for ref in refs}) == 3
    assert [one.archived for one in Archive(folder).pages()] == sorted(refs, key=lambda ref: ref.file)


def test_nothing_is_written_while_the_archive_is_switched_off(options: ArchiveOptions, folder: Path) -> None:
    writer = ArchiveWriter(replace(options, enabled=False))
    assert writer.write(ASKED, page()) is None
    assert writer.paused is None
    writer.flush()
    writer.close()
    assert not folder.exists()


def test_a_full_budget_pauses_the_archive_and_room_lets_it_go_on(
    options: ArchiveOptions, folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(archive_room, "MEASURE_AFTER_S", 0.0)
    writer = ArchiveWriter(replace(options, max_bytes=600, rotate_bytes=1))
    first = wrote(writer, page())[0]
    assert writer.write(ASKED, page()) is None
    assert writer.paused is not None and "archive.max_gb" in writer.paused
    assert [record.message for record in caplog.records] == ["archive_paused"]
    writer.close()
    (folder / first.file).unlink()
    assert writer.paused is None
    assert writer.write(ASKED, page()) is not None
    writer.close()


def test_the_archive_pauses_before_the_disk_is_full(options: ArchiveOptions) -> None:
    writer = ArchiveWriter(replace(options, min_free_bytes=10**18))
    assert writer.write(ASKED, page()) is None
    assert writer.paused is not None and "archive.min_free_gb" in writer.paused


def test_a_full_disk_leaves_whole_records_only(
    writer: ArchiveWriter, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (first,) = wrote(writer, page())
    size = Archive(folder).size_bytes()
    real = os.write

    def half(descriptor: int, data: memoryview) -> int:
        if len(data) < 200:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(descriptor, data[: len(data) // 2])

    with monkeypatch.context() as patched:
        patched.setattr(archive_writer.os, "write", half)
        with pytest.raises(DiskFull, match="free some disk space"):
            writer.write(ASKED, page(os.urandom(5000)))
    assert Archive(folder).size_bytes() == size
    (second,) = wrote(writer, page())
    writer.close()
    check(folder)
    assert [one.archived for one in Archive(folder).pages()] == [first, second]


def test_a_disk_that_is_full_from_the_start_leaves_no_file(options: ArchiveOptions, folder: Path) -> None:
    writer = ArchiveWriter(options)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, before[1]))
    try:
        with pytest.raises(DiskFull):
            writer.write(ASKED, page())
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert list(folder.iterdir()) == []
    assert writer.write(ASKED, page()) is not None
    writer.close()


def test_a_failing_disk_is_no_full_disk(writer: ArchiveWriter, monkeypatch: pytest.MonkeyPatch) -> None:
    wrote(writer, page())

    def broken(descriptor: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    with monkeypatch.context() as patched:
        patched.setattr(archive_writer.os, "fsync", broken)
        with pytest.raises(OSError, match="Input/output"):
            writer.flush()


def test_a_missing_file_says_what_to_do(folder: Path) -> None:
    with pytest.raises(BadInput, match=r"no file gone\.warc\.gz .*fetch the page again"):
        Archive(folder).read(ArchiveRef(file="gone.warc.gz", offset=0))


@pytest.mark.parametrize("moved", [1, -1, 10**6])
def test_a_wrong_offset_is_no_answer(writer: ArchiveWriter, folder: Path, moved: int) -> None:
    (ref,) = wrote(writer, page())
    with pytest.raises(BadInput, match="no whole answer at byte"):
        Archive(folder).read(replace(ref, offset=ref.offset + moved))


def test_a_request_record_is_no_answer(writer: ArchiveWriter, folder: Path) -> None:
    (ref,) = wrote(writer, page())
    with pytest.raises(BadInput, match="no whole answer"):
        Archive(folder).read(replace(ref, offset=0))


def test_a_cut_or_altered_record_is_damaged_and_never_read_by_halves(writer: ArchiveWriter, folder: Path) -> None:
    first, second = wrote(writer, page(), page(os.urandom(50_000)))
    writer.close()
    path = folder / second.file
    whole = path.read_bytes()
    path.write_bytes(whole[: second.offset + 20_000])
    archive = Archive(folder)
    with pytest.raises(BadInput, match="the file is damaged"):
        archive.read(second)
    assert [one.archived for one in archive.pages()] == [first]
    altered = bytearray(whole)
    altered[second.offset + 30_000] ^= 1
    path.write_bytes(bytes(altered))
    with pytest.raises(BadInput, match="the file is damaged"):
        archive.read(second)


def test_repair_leaves_a_live_writer_alone(writer: ArchiveWriter, folder: Path) -> None:
    (ref,) = wrote(writer, page())
    assert repair(folder) == []
    (second,) = wrote(writer, page())
    writer.close()
    assert [Archive(folder).read(one).body for one in (ref, second)] == [HTML, HTML]


@settings(max_examples=25, deadline=None)
@given(cut=st.floats(0, 1), tail=st.binary(max_size=100))
def test_repair_cuts_a_dead_writers_file_back_to_its_last_whole_record(
    tmp_path_factory: pytest.TempPathFactory, cut: float, tail: bytes
) -> None:
    folder = tmp_path_factory.mktemp("archive")
    writer = ArchiveWriter(ArchiveOptions(folder=folder, min_free_bytes=0))
    refs = wrote(writer, *(page(os.urandom(3000)) for _ in range(4)))
    writer.close()
    (path,) = folder.glob("*.warc.gz")
    whole = path.read_bytes()
    at = int(cut * len(whole))
    path.with_name(path.name + ".open").write_bytes(whole[:at] + tail)
    path.unlink()
    repaired = repair(folder)
    assert not list(folder.glob("*.open"))
    starts = [ref.offset for ref in refs]
    if at >= starts[0]:
        assert repaired == [path]
        check_offsets = [one.archived.offset for one in Archive(folder).pages() if one.archived]
        assert check_offsets == [start for start in starts if start in check_offsets]
        assert len(check_offsets) >= sum(start < at for start in starts) - 1
    assert repair(folder) == []


def test_repair_deletes_a_file_without_a_whole_record(folder: Path) -> None:
    folder.mkdir()
    empty = folder / "20260302T120000000000-host-1-1.warc.gz.open"
    empty.write_bytes(b"")
    assert repair(folder) == []
    assert list(folder.iterdir()) == []


def test_expire_deletes_what_began_before_and_nothing_else(
    options: ArchiveOptions, folder: Path, moved_clock: Callable[[datetime], None]
) -> None:
    names = []
    for day in range(3):
        moved_clock(AT + timedelta(days=day))
        writer = ArchiveWriter(options)
        names.append(wrote(writer, page())[0].file)
        writer.close()
    moved_clock(AT - timedelta(days=9))
    live = ArchiveWriter(options)
    wrote(live, page())
    (folder / "somebody-elses.warc.gz").write_bytes(b"")
    before = AT + timedelta(days=1, hours=1)
    planned = expire(folder, older_than=before, dry_run=True)
    assert [path.name for path in planned] == names[:2]
    assert all(path.exists() for path in planned)
    assert expire(folder, older_than=before, dry_run=False) == planned
    live.close()
    left = {path.name for path in folder.iterdir()}
    assert names[2] in left and "somebody-elses.warc.gz" in left and len(left) == 3
    with pytest.raises(BadInput, match="its retention is over"):
        Archive(folder).read(ArchiveRef(file=names[0], offset=0))


WRITES_FOREVER = """
    import os, sys
    from datetime import UTC, datetime
    from pathlib import Path
    from articles.model import Page
    from crawlers.archive import ArchiveWriter
    from crawlers.options import ArchiveOptions

    writer = ArchiveWriter(ArchiveOptions(folder=Path(sys.argv[1]), min_free_bytes=0))
    number = 0
    while True:
        number += 1
        url = f"https://tagblatt.example/{number}"
        page = Page(url=url, final_url=url, status=200, headers={}, body=os.urandom(400_000), fetched_at=datetime.now(UTC))
        ref = writer.write({}, page)
        writer.flush()
        print(ref.file, ref.offset, number, flush=True)
"""


@pytest.mark.slow
def test_kill_9_in_the_middle_of_a_record_loses_nothing_that_was_flushed(folder: Path) -> None:
    command = [sys.executable, "-c", textwrap.dedent(WRITES_FOREVER), str(folder)]
    for _ in range(3):
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=REPOSITORY) as process:
            assert process.stdout is not None
            told = [process.stdout.readline() for _ in range(4)]
            time.sleep(0.05)
            process.send_signal(signal.SIGKILL)
            told += process.stdout.readlines()
        committed = [line.split() for line in told if line.endswith("\n")]
        repaired = ArchiveWriter(ArchiveOptions(folder=folder, min_free_bytes=0))
        repaired.close()
        assert not list(folder.glob("*.open"))
        archive = Archive(folder)
        for file, offset, number in committed:
            assert archive.read(ArchiveRef(file=file, offset=int(offset))).url == f"https://tagblatt.example/{number}"
    check(folder)

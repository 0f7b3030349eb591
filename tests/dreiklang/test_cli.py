"""The command line: what it prints where, and how it ends."""

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
import pytest
from sqlalchemy import text

from articles import clock
from articles.model import Analysis
from articles.store.labels import keep_analysis
from dreiklang import __version__
from dreiklang.cli import COMMANDS, dreiklang, main
from dreiklang.cli.articles import COLUMNS
from dreiklang.cli.options import Moment, print_rows, shown
from dreiklang.cli.progress import progress, summary
from dreiklang.desk import Desk
from dreiklang.settings import load_settings
from tests.conftest import NOON
from tests.dreiklang.conftest import Call
from tests.dreiklang.desks import SPORT, article, put

HEAVY = (
    "scrapy", "twisted", "trafilatura", "readability", "lxml", "tantivy", "numpy", "sqlalchemy", "alembic", "pydantic",
    "feedparser", "pypdfium2", "docx", "odfdo", "warcio", "py3langid", "dateparser", "htmldate", "courlan", "jinja2",
    "rich", "psycopg",
)  # fmt: skip


@pytest.fixture
def desk(call: Call, real_settings: Path) -> Desk:
    """The same desk as the calls have, with the clock at noon."""
    clock.move(NOON)
    return Desk(load_settings(real_settings, environment={}))


def rows(out: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in out.splitlines()]


def test_help_lists_every_command_in_the_order_of_an_articles_way(call: Call) -> None:
    told = call("--help")
    assert told.code == 0
    listed = [line.split()[0] for line in told.out.partition("Commands:")[2].splitlines() if line.startswith("  ")]
    assert [name for name in listed if name in COMMANDS] == list(COMMANDS)


@pytest.mark.slow
def test_help_loads_no_heavy_library() -> None:
    code = (
        "import sys; sys.argv = ['dreiklang', '--help']\n"
        "from dreiklang.cli import main\n"
        "try: main()\nexcept SystemExit: pass\n"
        "print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    loaded = set(out.splitlines()[-1].split())
    assert "click" in loaded
    assert loaded.isdisjoint(HEAVY)


def test_every_command_explains_itself(call: Call) -> None:
    for name in COMMANDS:
        told = call(name, "--help")
        assert told.code == 0, name
        assert told.out.startswith("Usage: "), name


def test_options_mean_the_same_in_every_command() -> None:
    helps: dict[str, set[tuple[str, ...]]] = {}
    context = click.Context(dreiklang)
    for name in COMMANDS:
        command = dreiklang.get_command(context, name)
        assert command is not None
        for option in command.params:
            if isinstance(option, click.Option) and option.opts[0] in ("--since", "--until", "--json", "--limit"):
                helps.setdefault(option.opts[0], set()).add((option.type.name, str(option.help)))
    assert all(len(told) == 1 for told in helps.values()), helps


def test_the_version_is_told(call: Call) -> None:
    assert __version__ in call("--version").out


def test_python_m_dreiklang_is_dreiklang() -> None:
    done = subprocess.run([sys.executable, "-m", "dreiklang", "--version"], capture_output=True, text=True, check=True)
    assert __version__ in done.stdout


def test_a_time_ago_counts_on_the_clock_of_the_demo(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(clock.VARIABLE)
    demo = Desk(load_settings(environment={}))
    demo.settings.data.mkdir(parents=True)
    (demo.settings.data / "clock").write_text(NOON.isoformat())
    made = article()
    put(demo, made)
    assert [row["id"] for row in rows(call("articles", "--since", "7d", "--json").out)] == [made.id]


def test_on_a_narrow_screen_ids_stay_whole_and_titles_are_cut(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = article(title="Kabinett billigt das Gesetz zur künstlichen Intelligenz " * 3)
    row = {"id": made.id, "published": made.dated, "language": "de", "source": "bundesanzeiger", "relevance": 0.912345}
    monkeypatch.setenv("TERM", "dumb")  # 80 columns without colours
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    print_rows([row | {"state": "published", "title": made.title}], as_json=False, columns=COLUMNS)
    lines = capsys.readouterr().out.splitlines()
    assert all(len(line) <= 80 for line in lines)
    assert sum(made.id in line and "bundesanzeiger" in line for line in lines) == 1
    assert sum("Kabinett" in line and "…" in line for line in lines) == 1


def test_a_list_of_no_articles_says_so_beside_the_output(call: Call, desk: Desk) -> None:
    for words in ((), ("--json",)):
        told = call("articles", *words)
        assert (told.code, told.out) == (0, "")
        assert told.err == "there is no article yet; `dreiklang run` brings some\n"
    put(desk, article())
    assert call("articles", "--source", "amtsblatt").err.startswith("no article is like that")


@pytest.mark.parametrize("words", [("nonsense",), ("show",), ("articles", "--limit", "none"), ("--nope",)])
def test_wrong_usage_exits_with_2_and_says_why(call: Call, words: tuple[str, ...]) -> None:
    told = call(*words)
    assert told.code == 2
    assert told.out == ""
    assert "Error" in told.err


def test_wrong_settings_exit_with_2(call: Call, tmp_path: Path) -> None:
    (tmp_path / "dreiklang.toml").write_text("[crawl]\nconcurrency = 0\n")
    told = call("articles")
    assert told.code == 2
    assert "crawl.concurrency = 0" in told.err


def test_errors_of_ours_exit_with_1_and_no_traceback(call: Call, desk: Desk) -> None:
    told = call("show", "https://www.tagblatt.example/none")
    assert told.code == 1
    assert told.err == (
        "error: no article under 'https://www.tagblatt.example/none'; "
        "`dreiklang explain URL` tells what happened to a URL\n"
    )


def test_an_unknown_source_is_answered_with_the_nearest_name(call: Call, desk: Desk) -> None:
    told = call("articles", "--source", "tagblat")
    assert told.code == 2
    assert "no source named 'tagblat'" in told.err
    assert "Did you mean 'tagblatt'?" in told.err


def test_a_folder_for_readers_that_cannot_be_made_is_named_with_its_setting(
    call: Call, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = desk.settings.data.parent / "file"
    file.touch()
    monkeypatch.setenv("DREIKLANG_OUT", str(file / "out"))
    told = call("digest", "preview")
    assert told.code == 2
    assert told.err.startswith(f"error: the folder {file / 'out'} cannot be made") and "DREIKLANG_OUT" in told.err


def test_a_dry_run_without_settings_says_that_it_is_about_the_demo(call: Call) -> None:
    assert "this is about the bundled demo newsroom" in call("run", "--dry-run").err


def test_settings_of_the_demo_need_no_contact(call: Call) -> None:
    assert "next: `dreiklang sources list`" in call("init", "--demo").out
    assert "next: set crawl.contact" in call("init", "--force").out


def test_ctrl_c_says_that_nothing_is_lost(call: Call, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("dreiklang.steps.work", interrupted)
    told = call("screen")
    assert told.code == 130
    assert told.err.endswith("stopped; what was done is kept, run the command again to go on\n")


def test_init_writes_settings_and_a_data_folder(call: Call, tmp_path: Path) -> None:
    told = call("init")
    assert told.code == 0
    assert (tmp_path / "data" / "sources").is_dir()
    assert "[crawl]" in (tmp_path / "dreiklang.toml").read_text()
    assert "wrote dreiklang.toml" in told.out


def test_init_does_not_overwrite_settings_unless_forced(call: Call, tmp_path: Path) -> None:
    (tmp_path / "dreiklang.toml").write_text("# mine\n")
    told = call("init")
    assert told.code == 1
    assert "use --force" in told.err
    assert (tmp_path / "dreiklang.toml").read_text() == "# mine\n"
    assert call("init", "--force").code == 0
    assert "# mine" not in (tmp_path / "dreiklang.toml").read_text()


def test_articles_are_listed_newest_first_with_what_is_known(call: Call, desk: Desk) -> None:
    put(desk, article(1), article(2, published=NOON + timedelta(hours=1)))
    put(desk, article(3, title=SPORT[0], paragraphs=(SPORT[1],)))
    assert call("screen").out == "screen: 2 relevant, 1 screened_out\n"
    found = rows(call("articles", "--json").out)
    assert [row["url"] for row in found] == [article(2).url, article(1).url]
    assert found[0]["relevant"] is True
    screened_out = rows(call("articles", "--screened-out", "--json").out)
    assert [row["title"] for row in screened_out] == [SPORT[0]]
    assert isinstance(screened_out[0]["relevance"], float)


def test_articles_are_bounded_by_time_source_and_number(call: Call, desk: Desk) -> None:
    put(desk, *(article(number, published=NOON - timedelta(days=number)) for number in (1, 2, 3)))
    put(desk, article(4, source_id="amtsblatt"))
    assert len(rows(call("articles", "--json").out)) == 4
    assert len(rows(call("articles", "--json", "--limit", "2").out)) == 2
    assert len(rows(call("articles", "--json", "--since", "36h").out)) == 2
    assert len(rows(call("articles", "--json", "--until", "2026-03-01").out)) == 2
    assert len(rows(call("articles", "--json", "--source", "amtsblatt").out)) == 1


def test_articles_stand_in_a_table(call: Call, desk: Desk) -> None:
    put(desk, article(1))
    head, row = call("articles").out.splitlines()
    assert head.split() == ["id", "published", "lang", "source", "score", "state", "title"]
    assert row.split()[0] == article(1).id


def test_an_article_is_shown_by_id_and_by_url(call: Call, desk: Desk) -> None:
    put(desk, article(1, authors=("Ada Muster",), origin="dpa"))
    call("screen")
    by_id, by_url = call("show", article(1).id), call("show", "HTTPS://www.TAGBLATT.example/news/1#part")
    assert by_id.out == by_url.out
    assert by_id.out.startswith("Kabinett billigt KI-Gesetz\nhttps://www.tagblatt.example/news/1\nby Ada Muster")
    assert "text from dpa" in by_id.out
    assert "(relevant)" in by_id.out
    as_json = json.loads(call("show", article(1).id, "--json").out)
    assert as_json["paragraphs"] == list(article(1).paragraphs)
    assert as_json["analysis"]["relevant"] is True


def test_an_older_revision_stays_readable(call: Call, desk: Desk) -> None:
    put(desk, article(1))
    put(desk, article(1, title="Neuer Titel"))
    assert call("show", article(1).id).out.startswith("Neuer Titel")
    assert call("show", article(1).id, "--revision", "1").out.startswith("Kabinett billigt")


def test_steps_tell_their_outcomes_as_json(call: Call, desk: Desk) -> None:
    put(desk, article(1))
    assert json.loads(call("screen", "--json").out) == {"step": "screen", "outcomes": {"relevant": 1}}
    assert json.loads(call("screen", "--json").out) == {"step": "screen", "outcomes": {}}
    assert call("screen").out == "screen: nothing to do\n"


def test_a_dry_run_says_what_waits_and_does_nothing(call: Call, desk: Desk) -> None:
    put(desk, article(1), article(2))
    assert call("screen", "--dry-run").out == "screen: 2 waiting\n"
    assert json.loads(call("screen", "--dry-run", "--json").out) == {"step": "screen", "waiting": 2}
    assert call("deliver", "--dry-run").out == "deliver: 0 waiting\n"
    assert call("run", "--dry-run").out == "due: 2 sources to poll, 0 addresses to visit\nscreen: 2 waiting\n"
    assert call("crawl", "--dry-run").out == "due: 2 sources to poll, 0 addresses to visit\n"
    told = call("discover", "--dry-run", "--source", "tagblatt", "--json").out
    assert json.loads(told) == {"polls": 1, "visits": 0}
    assert json.loads(call("run", "--dry-run", "--json").out)["waiting"] == {"screen": 2}


def test_a_step_can_be_limited(call: Call, desk: Desk) -> None:
    put(desk, article(1), article(2))
    assert call("screen", "--limit", "1").out == "screen: 1 relevant\n"


def test_a_step_can_be_done_again(call: Call, desk: Desk) -> None:
    put(desk, article(1))
    call("screen")
    assert call("screen", "--redo", "outdated").out == "screen: nothing to do\n"
    again = call("screen", "--redo", "all")
    assert again.out == "screen: 1 relevant\n"
    assert "1 results wait to be done again" in again.err


def test_the_whole_chain_by_hand_ends_with_files_to_read(call: Call, desk: Desk, tmp_path: Path) -> None:
    put(desk, article(1))
    for step in ("screen", "analyse", "join", "translate", "index", "match"):
        assert call(step).code == 0
    found = rows(call("search", "Kabinett", "--json").out)
    assert [hit["id"] for hit in found] == [article(1).id]
    assert call("search", "zeppelin").err == "nothing is found by: zeppelin\n"
    assert call("digest").out.splitlines() == [
        f"out/digests/2026-03-02-daily.{suffix}" for suffix in ("html", "md", "txt")
    ]
    assert call("deliver").out == "deliver: 1 delivered\n"
    assert (tmp_path / "out" / "digests" / "2026-03-02-daily.html").exists()
    assert len(list((tmp_path / "out" / "outbox").glob("*-digest-*.eml"))) == 1


def test_a_store_written_by_a_newer_program_is_refused_with_2(call: Call, desk: Desk) -> None:
    with desk.store.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    told = call("articles")
    assert told.code == 2
    assert "update this program" in told.err


def test_a_translation_is_shown_as_made_by_a_machine(call: Call, desk: Desk) -> None:
    from articles.model import Translation
    from articles.store.labels import keep_translation

    put(desk, article(1))
    made = Translation(
        article_id=article(1).id, revision=1, title="Cabinet", paragraphs=("",), depth="title", engine="e", model="m", at=NOON
    )  # fmt: skip
    with desk.store.begin() as connection:
        keep_translation(connection, made)
        keep_analysis(connection, Analysis(article_id=article(1).id, revision=1, relevant=False, relevance=0.1))
    told = call("show", article(1).id).out
    assert "machine translation by e, title: Cabinet" in told
    assert "relevance 0.10 (screened out) - topics: none" in told


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2026-02-20", datetime(2026, 2, 20, tzinfo=UTC)),
        ("2026-02-20T07:00+01:00", datetime(2026, 2, 20, 6, 0, tzinfo=UTC)),
        ("36h", NOON - timedelta(hours=36)),
        ("7d", NOON - timedelta(days=7)),
        ("90m", NOON - timedelta(minutes=90)),
        ("2w", NOON - timedelta(weeks=2)),
    ],
)
def test_moments_are_days_times_or_a_while_ago(
    moved_clock: Callable[[datetime], None], typed: str, meant: datetime
) -> None:
    assert Moment().convert(typed, None, None) == meant


@pytest.mark.parametrize("typed", ["yesterday", "", "h", "3y", "2026-13-01"])
def test_what_is_no_moment_is_answered_with_examples(typed: str) -> None:
    with pytest.raises(click.BadParameter, match="use 2026-11-20, 2026-11-20T07:00"):
        Moment().convert(typed, None, None)


def test_progress_elsewhere_than_on_a_terminal_is_a_line_now_and_then(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    began = clock.elapsed()
    with progress("screen", 3) as advance:
        advance("a", None)
        monkeypatch.setattr(clock, "elapsed", lambda: began + 60)
        advance("b", None)
        advance("c", None)
    assert capsys.readouterr().err == "screen: 2 of 3\n"


def test_progress_on_a_terminal_is_a_bar(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    with progress("screen", 2) as advance:
        advance("a", None)
        advance("b", None)
    out, err = capsys.readouterr()
    assert out == ""
    assert "screen" in err


def test_the_last_line_of_a_step_is_the_count_per_outcome() -> None:
    from articles.outcome import Outcome

    assert summary("screen", {Outcome.RELEVANT: 2, Outcome.SCREENED_OUT: 5}) == "screen: 5 screened_out, 2 relevant"
    assert summary("screen", {}) == "screen: nothing to do"


def test_paths_are_shown_as_people_type_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert shown(tmp_path / "out" / "a.txt") == "out/a.txt"
    assert shown(Path("/elsewhere/a.txt")) == "/elsewhere/a.txt"


def test_the_demo_is_not_crawled_without_its_newsroom(call: Call) -> None:
    told = call("crawl")
    assert told.code == 1
    assert "`dreiklang run` opens it and crawls" in told.err


def test_a_fault_of_ours_is_one_line_and_its_place_on_demand(
    call: Call, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise KeyError("x" * 2000)

    monkeypatch.setattr("dreiklang.steps.work", broken)
    told = call("screen")
    assert told.code == 1
    assert told.err.startswith("error: KeyError: 'xxx")
    assert "Traceback" not in told.err
    assert max(len(line) for line in told.err.splitlines()) <= 500
    monkeypatch.setattr(sys, "argv", ["dreiklang", "-v", "screen"])
    with pytest.raises(KeyError):
        main()


def test_a_reader_that_has_enough_is_no_error() -> None:
    words = f"{sys.executable} -m dreiklang --help | head -1"
    done = subprocess.run(words, shell=True, capture_output=True, text=True)
    assert done.stdout.startswith("Usage: ")
    assert done.stderr == ""

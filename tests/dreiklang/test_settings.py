"""Settings: defaults < file < environment, and every problem at once."""

import re
import tomllib
from pathlib import Path

import pytest

from articles.errors import SettingsError
from articles.model import Search, SearchDocument
from dreiklang.settings import FILE, NAMED, Settings, load_settings, sections, template
from search.embedded import EmbeddedEngine


def write(folder: Path, text: str) -> Path:
    path = folder / FILE
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_without_a_file_the_demo_is_read_in_folders_of_its_own(tmp_path: Path) -> None:
    settings = load_settings(environment={})
    assert settings.demo.enabled
    assert settings.data == tmp_path / "data" / "demo"
    assert settings.out == tmp_path / "out" / "demo"
    assert settings.store_url == f"sqlite:///{tmp_path}/data/demo/store.db"


def test_a_file_here_is_read_and_means_real_sources(tmp_path: Path) -> None:
    write(tmp_path, "[crawl]\nconcurrency = 3\n")
    settings = load_settings(environment={})
    assert settings.crawl.concurrency == 3
    assert not settings.demo.enabled
    assert settings.data == tmp_path / "data"


def test_the_environment_overrides_the_file(tmp_path: Path) -> None:
    write(tmp_path, 'data = "a"\n[crawl]\nconcurrency = 3\ndelay_s = 5\n')
    variables = {
        "DREIKLANG_CRAWL__CONCURRENCY": "7",
        "DREIKLANG_CRAWL__PROXY_CONNECT": "false",
        "DREIKLANG_SOURCES__ONLY": "one, two,",
        "DREIKLANG_DATA": "b",
        "DREIKLANG_CLOCK": "not a setting",
        "HOME": "/home",
    }
    settings = load_settings(environment=variables)
    assert (settings.crawl.concurrency, settings.crawl.delay_s) == (7, 5.0)
    assert settings.crawl.proxy_connect is False
    assert settings.sources.only == ("one", "two")
    assert settings.data == tmp_path / "b"


def test_folders_are_relative_to_the_settings_file_wherever_we_are(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    path = write(tmp_path / "elsewhere", 'out = "/absolute"\n')
    settings = load_settings(path, environment={})
    assert settings.data == tmp_path / "elsewhere" / "data"
    assert settings.out == Path("/absolute")


def test_the_environment_may_name_the_file(tmp_path: Path) -> None:
    path = tmp_path / "other.toml"
    path.write_text("[digest]\nmax_age_hours = 5\n")
    assert load_settings(environment={"DREIKLANG_CONFIG": str(path)}).digest.max_age_hours == 5


def test_every_problem_is_told_at_once_with_where_we_looked(tmp_path: Path) -> None:
    path = write(tmp_path, 'dta = "x"\n[crawl]\nconcurency = 3\ntimeout_s = -1\n[archiv]\nmax_gb = 1\n')
    with pytest.raises(SettingsError) as caught:
        load_settings(path, environment={"DREIKLANG_CRAWL__CONCURRENCY": "many", "DREIKLANG_CRAWLL__PROXY": "x"})
    told = str(caught.value)
    assert str(path) in told
    for problem in (
        "dta is no setting; did you mean 'data'?",
        "crawl.concurency is no setting; did you mean 'concurrency'?",
        "crawl.timeout_s = -1: Input should be greater than 0",
        "archiv is no setting; did you mean 'archive'?",
        "crawl.concurrency = 'many'",
        "crawll is no setting; did you mean 'crawl'?",
    ):
        assert problem in told


@pytest.mark.parametrize("proxy", ["host:3128", "http://host", "http://:3128", "http://host:port", "socks5://host:1"])
def test_a_crawl_that_could_not_ask_anybody_is_a_problem_among_the_others(tmp_path: Path, proxy: str) -> None:
    path = write(tmp_path, f'[crawl]\nproxy = "{proxy}"\nca_file = "nowhere.pem"\ncontact = "me\\nyou"\ndelay_s = -1\n')
    with pytest.raises(SettingsError) as caught:
        load_settings(path, environment={})
    told = str(caught.value)
    assert f"crawl.proxy = '{proxy}': expected http://host:port" in told
    assert "crawl.ca_file = 'nowhere.pem': no such file" in told
    assert r"crawl.contact = 'me\nyou': expected one line" in told
    assert "crawl.delay_s = -1" in told


def test_a_wrong_proxy_is_told_without_its_password(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"crawl.proxy = 'http://me:\*\*\*@host'"):
        load_settings(write(tmp_path, '[crawl]\nproxy = "http://me:secret@host"\n'), environment={})


def test_a_proxy_and_a_certificate_that_are_there_are_taken(tmp_path: Path) -> None:
    (tmp_path / "own.pem").write_text("")
    text = f'[crawl]\nproxy = "http://me:secret@[::1]:3128/"\nca_file = "{tmp_path / "own.pem"}"\n'
    crawl = load_settings(write(tmp_path, text), environment={}).crawl
    assert crawl.proxy == "http://me:secret@[::1]:3128/"
    assert crawl.ca_file == str(tmp_path / "own.pem")


@pytest.mark.parametrize("text", ["[crawl", "data = \x00", "x = [1,"])
def test_a_file_that_is_no_toml_is_named(tmp_path: Path, text: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(SettingsError, match=r"dreiklang\.toml is no TOML: .*dreiklang init"):
        load_settings(path, environment={})


def test_a_file_in_another_encoding_is_named(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes("# Umläute".encode("latin-1"))
    with pytest.raises(SettingsError, match="is no TOML"):
        load_settings(environment={})


def test_a_section_that_is_no_table_is_a_problem_among_others(tmp_path: Path) -> None:
    path = write(tmp_path, "crawl = 3\ndemo = true\n")
    with pytest.raises(SettingsError, match="crawl = 3"):
        load_settings(path, environment={"DREIKLANG_CRAWL__PROXY": "x"})


def test_a_named_file_that_is_not_there_is_an_error() -> None:
    with pytest.raises(SettingsError, match=r"no settings file at nowhere\.toml; run `dreiklang init`"):
        load_settings(Path("nowhere.toml"), environment={})


def test_the_template_holds_every_setting_and_means_the_defaults(tmp_path: Path) -> None:
    path = write(tmp_path, template())
    assert load_settings(path, environment={}) == Settings.model_validate({}, context={"base": tmp_path})


def test_the_template_without_its_comment_marks_still_means_the_defaults(tmp_path: Path) -> None:
    lines = [re.sub(r"^# (?=[a-z_]+ = )", "", line) for line in template().splitlines()]
    assigned = [line for line in lines if not line.startswith("#")]
    path = write(tmp_path, "\n".join(assigned))
    assert load_settings(path, environment={}) == load_settings(write(tmp_path, ""), environment={})
    assert set(tomllib.loads("\n".join(assigned))) == set(Settings.model_fields) - set(NAMED)


def test_the_templates_examples_of_channels_alerts_and_profiles_can_be_used(tmp_path: Path) -> None:
    lines = [re.sub(r"^#( +(?=[a-z_]+ = )| (?=\[))", "", line) for line in template().splitlines()]
    settings = load_settings(write(tmp_path, "\n".join(lines)), environment={})
    assert settings.channels["mail"].to == ("desk@example.org",)
    assert settings.alerts["CN consultations"].stages == ("consultation",)
    assert settings.profiles["berlin"].language == "de"


def test_the_templates_example_of_a_saved_search_can_be_used(tmp_path: Path) -> None:
    path = write(tmp_path, template().replace('# "EU AI Act"', '"EU AI Act"'))
    searches = load_settings(path, environment={}).searches
    engine = EmbeddedEngine(tmp_path / "index")
    text = "Die KI-Verordnung der EU nennt Hochrisiko-Systeme."
    engine.index([SearchDocument(article_id="law", fields={"text": text})])
    assert [hit.article_id for hit in engine.search(Search(query=searches["EU AI Act"].query)).hits] == ["law"]


def test_the_demo_template_reads_the_demo_in_its_own_folders(tmp_path: Path) -> None:
    settings = load_settings(write(tmp_path, template(demo=True)), environment={})
    assert settings.demo.enabled
    assert settings.archive.enabled
    assert settings.data == tmp_path / "data" / "demo"


def test_every_setting_says_what_it_does() -> None:
    for name, field in Settings.model_fields.items():
        if name in sections():
            assert all(inner.description for inner in sections()[name].model_fields.values()), name
        else:
            assert field.description, name


def test_a_store_url_is_taken_as_it_is() -> None:
    settings = load_settings(environment={"DREIKLANG_STORE__URL": "postgresql://someone@host/name"})
    assert settings.store_url == "postgresql://someone@host/name"


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        (
            '[channels.mail]\nkind = "smtp"\npassword = "pa55word"\nhost = "h"',
            "a channel of kind smtp needs sender and to",
        ),
        (
            '[channels.hook]\nkind = "webhook"\nurl = "https://h.example/pa55word"',
            "a channel of kind webhook needs secret",
        ),
        ('[channels.hook]\nkind = "webhook"\nurl = 5\nsecret = ["pa55word"]', "channels.hook.secret = ***"),
        ('[channels.mail]\nkind = "smpt"', "channels.mail.kind = 'smpt'"),
        ('[channels.mail]\npasword = "pa55word"', "did you mean 'password'?"),
        ('[alerts.a]\nevents = true\nto = ["mial"]', "alerts.a.to names 'mial'; known: folder"),
        ('[alerts.a]\nevents = true\nstages = ["adoptd"]', "no stage adoptd"),
        ('[alerts.a]\nevents = true\nsearch = "x"', "expected exactly one of"),
        ('[alerts.a]\nevents = true\nquiet = "22:00"', "expected hours such as 22:00-07:00"),
        ('[profiles.p]\nat = "6 a.m."', "expected one such as 07:00"),
        ('[profiles.p]\ntime_zone = "Berlin"', "expected a name such as Europe/Berlin"),
        ("[alerts.a]\nevents = true\nto = []", "alerts.a.to = []: expected at least one"),
        ('[alerts.a]\nevents = true\nissuers = ["cn_miitt"]', "no issuing body cn_miitt; did you mean cn_miit?"),
        ('[alerts.a]\nevents = true\ncountries = ["Germany"]', "no country Germany; did you mean DE?"),
        ('[alerts.a]\nevents = true\ncountries = ["de"]', "no country de; did you mean DE?"),
        ('[alerts.a]\nevents = true\ncountries = ["GB"]', "no country GB; did you mean UK?"),
        ("[profiles.p]\ndays = []", "profiles.p.days = []: expected at least one"),
        ("[profiles.p]\nlanguages = []", "profiles.p.languages = []: expected at least one"),
        ('[profiles.""]\nat = "07:00"', "profiles has one without a name"),
        ('[profiles."a b"]\n[profiles."a-b"]', "profiles 'a b' and 'a-b' would write the same file"),
        ('[profiles.a]\nweekly = "mon"\n[profiles.a-week]', "profiles 'a' and 'a-week' would write the same file"),
        ('[searches]\n"EU AI" = "a"\nEU-AI = "b"', "searches 'EU AI' and 'EU-AI' would write the same file"),
        ("[rhythm]\nlook_s = inf", "rhythm.look_s = inf: Input should be a finite number"),
        ('[health]\nmetrics_host = ""', "health.metrics_host = '': expected something"),
        ('[health]\nto = "folder"', "health.to = 'folder': expected a list"),
        ('[profiles.p]\nholidays = "XX"', "expected a country code such as DE, CN or US"),
    ],
)
def test_what_is_wrong_with_channels_alerts_and_profiles_is_told_without_secrets(
    tmp_path: Path, written: str, hint: str
) -> None:
    with pytest.raises(SettingsError) as raised:
        load_settings(write(tmp_path, written), environment={})
    assert hint in str(raised.value)
    assert "pa55word" not in str(raised.value)


def test_the_folder_is_there_beside_a_channel_of_ones_own_which_hears_of_faults(tmp_path: Path) -> None:
    mail = '[channels.mail]\nkind = "smtp"\nhost = "h"\nsender = "a@b.example"\nto = ["c@d.example"]\n'
    settings = load_settings(write(tmp_path, mail + '[profiles.berlin]\nto = ["mail"]\n'), environment={})
    assert tuple(settings.channels) == ("mail", "folder")
    assert settings.health_to == ("mail",)
    assert load_settings(write(tmp_path, mail + '[health]\nto = ["folder"]\n'), environment={}).health_to == ("folder",)


def test_names_that_lead_nowhere_are_told_one_a_line_without_a_lone_colon(tmp_path: Path) -> None:
    path = write(tmp_path, '[health]\nto = ["x"]\n[profiles.p]\nto = ["y"]\n')
    with pytest.raises(SettingsError) as caught:
        load_settings(path, environment={})
    _, *problems = str(caught.value).splitlines()
    assert problems == ["  profiles.p.to names 'y'; known: folder", "  health.to names 'x'; known: folder"]


def test_alerts_on_known_bodies_and_countries_hold(tmp_path: Path) -> None:
    path = write(tmp_path, '[alerts.a]\nevents = true\nissuers = ["cn_cac"]\ncountries = ["UK", "PL", "EU", "INT"]\n')
    assert load_settings(path, environment={}).alerts["a"].countries == ("UK", "PL", "EU", "INT")

"""Settings have safe defaults, say what is wrong with them all at once, and never show a password."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cycle.errors import ConfigError, SettingError, StoreError
from cycle.services import open_services
from cycle.settings import Settings, load_settings, misspelt

ROOT = Path(__file__).parents[1]


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import os

    for name in [text for text in os.environ if text.startswith("CYCLE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("CYCLE_ROOT", str(ROOT))
    monkeypatch.chdir(tmp_path)


def test_every_setting_has_a_default_and_by_default_no_mail_leaves(tmp_path: Path) -> None:
    assert [name for name, field in Settings.model_fields.items() if field.is_required()] == []
    settings = load_settings()
    assert (settings.mail_mode, settings.mail_tls, settings.mail_allowlist, settings.pdf, settings.pace) == (
        "folder",
        "starttls",
        (),
        "required",
        "milestones",
    )
    assert (settings.link_host, settings.home) == ("127.0.0.1", Path("var"))
    assert settings.database == f"sqlite:///{tmp_path / 'var' / 'cycle.sqlite'}"


def test_every_wrong_value_is_told_at_once_and_what_was_written_is_not_repeated(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in {
        "MAIL_MODE": "hemmeleg1",
        "PORT": "hemmeleg2",
        "MAIL_RETRY_SECONDS": "60,-1",
        "PACE": "hemmeleg3",
        "MAIL_PORT": "0",
    }.items():
        monkeypatch.setenv(f"CYCLE_{name}", value)
    with pytest.raises(ConfigError) as caught:
        load_settings()
    assert sorted(problem.where for problem in caught.value.problems) == [
        "CYCLE_MAIL_MODE",
        "CYCLE_MAIL_PORT",
        "CYCLE_MAIL_RETRY_SECONDS.1",
        "CYCLE_PACE",
        "CYCLE_PORT",
    ]
    assert "hemmeleg" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "value", "what"),
    [
        ("MAIL_FROM", "Sekretariatet <post@alver.no>", "is not one e-mail address as post@kommune.no"),
        ("MAIL_BOUNCES", "retur@", "is not one e-mail address"),
        ("MAIL_BOUNCES", f"{'r' * 40}@alver.no", "has no room for the tag of 27 characters before the @"),
        ("MAIL_REDIRECT_TO", "kari@alver.no, ola@alver.no", "is not one e-mail address"),
        ("MAIL_REDIRECT_TO", "kari", "is not one e-mail address"),
        ("MAIL_HELLO", "post alver no", "is no host name as post.kommune.no, nor an address as"),
    ],
)
def test_an_address_of_our_own_that_is_none_is_told_before_any_recipient_could_be_blamed(
    name: str, value: str, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"CYCLE_{name}", value)
    with pytest.raises(ConfigError) as caught:
        load_settings()
    [problem] = caught.value.problems
    assert (problem.where, problem.what.startswith(what)) == (f"CYCLE_{name}", True)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("https://aarshjul.example.no", "https://aarshjul.example.no"),
        ("https://Aarshjul.Example.NO", "https://aarshjul.example.no"),
        ("https://møte.kommune.example", "https://xn--mte-0na.kommune.example"),
        ("https://x.example:443", "https://x.example"),
        ("http://x.example:80", "http://x.example"),
        ("https://x.example:8443", "https://x.example:8443"),
        ("https://x.example.", "https://x.example"),
        ("https://[2001:DB8::1]", "https://[2001:db8::1]"),
        ("http://[::1]:8080", "http://[::1]:8080"),
        ("http://192.0.2.1", "http://192.0.2.1"),
    ],
)
def test_the_address_is_as_browsers_send_it(written: str, meant: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CYCLE_ADDRESS", written)
    assert load_settings().address == meant


@pytest.mark.parametrize(
    "address", ["https://x.example:99999", "https://[1]", "https://x..example", "https://x_y.example", "https://:8"]
)
def test_an_address_that_shuts_everybody_out_is_refused(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CYCLE_ADDRESS", address)
    with pytest.raises(SettingError) as refused:
        load_settings()
    assert "CYCLE_ADDRESS" in str(refused.value)
    assert "https://aarshjul.example.no" in str(refused.value)


@pytest.mark.parametrize(
    "address", ["", "http://127.0.0.1:4200", "http://localhost:4200", "https://aarshjul.example.no"]
)
def test_names_that_prove_nothing_decide_on_this_machine_alone(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CYCLE_ADDRESS", address)
    monkeypatch.setenv("CYCLE_IDENTITY", "name")
    monkeypatch.setenv("CYCLE_HOME", str(tmp_path))
    if not address.startswith("https"):
        assert load_settings().identity == "name"
        return
    with pytest.raises(SettingError) as refused:
        load_settings()
    assert "CYCLE_IDENTITY" in str(refused.value)
    assert "write link" in str(refused.value)


def test_an_empty_setting_means_its_default(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        if name != "root":
            monkeypatch.setenv(f"CYCLE_{name.upper()}", "")
    assert load_settings() == load_settings(
        **{name: field.default for name, field in Settings.model_fields.items() if name != "root"}
    )


def test_an_empty_value_in_the_environment_goes_before_the_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text("CYCLE_MAIL_USER=post@alver.example\nCYCLE_MAIL_HOST=smtp.alver.example\n")
    monkeypatch.setenv("CYCLE_MAIL_USER", "")
    settings = load_settings()
    assert (settings.mail_user, settings.mail_host) == ("", "smtp.alver.example")


def test_a_folder_called_as_the_file_is_holds_no_settings(tmp_path: Path) -> None:
    (tmp_path / ".env").mkdir()  # as some people call a virtual environment
    assert (load_settings().port, misspelt(), Settings.secrets_in_file()) == (4200, (), ())


def test_a_name_counts_in_any_case_and_a_word_without_a_value_says_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text("cycle_mail_port=2525\nCYCLE_MAIL_HOST\nCYCLE_PORT=4300\nCYCLE_MAIL_PASSWORD=x\n")
    monkeypatch.setenv("cycle_port", "4400")
    settings = load_settings(mail_port=26)
    assert (settings.port, settings.mail_port, settings.mail_host) == (4400, 26, "127.0.0.1")
    assert Settings.secrets_in_file() == ("mail_password",)


def test_lists_are_written_with_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CYCLE_MAIL_ALLOWLIST", " kari@alver.example, @osteroy.example ,")
    monkeypatch.setenv("CYCLE_MAIL_RETRY_SECONDS", "1, 2")
    settings = load_settings()
    assert (settings.mail_allowlist, settings.mail_retry_seconds) == (
        ("kari@alver.example", "@osteroy.example"),
        (1, 2),
    )


def test_a_misspelt_setting_is_told_wherever_it_stands(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert misspelt() == ()
    monkeypatch.setenv("CYCLE_MAIL_PASWORD", "hemmeleg")
    (tmp_path / ".env").write_text("CYCLE_MAIL_MOED=live\nOTHER=1\ncycle_port=4300\n")
    assert [str(problem) for problem in misspelt()] == [
        "environment: CYCLE_MAIL_PASWORD: no such setting; it is ignored; did you mean 'CYCLE_MAIL_PASSWORD'?",
        ".env: CYCLE_MAIL_MOED: no such setting; it is ignored; did you mean 'CYCLE_MAIL_MODE'?",
    ]
    assert {problem.severity for problem in misspelt()} == {"warning"}
    assert load_settings().port == 4300


def test_who_still_sets_the_port_of_the_pages_is_told_where_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CYCLE_WEB_PORT", "4280")
    remedy = "take it away: the pages and Prefect stand behind one door now, on the port of CYCLE_PORT"
    assert [str(problem) for problem in misspelt()] == [
        f"environment: CYCLE_WEB_PORT: no such setting; it is ignored; {remedy}"
    ]


def test_a_password_is_in_no_repr_json_or_error(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OAUTH_SECRET", "OAUTH_REFRESH_TOKEN"):
        monkeypatch.setenv(f"CYCLE_MAIL_{name}", "hemmeleg")
    monkeypatch.setenv("CYCLE_MAIL_PASSWORD", "hemmeleg")
    monkeypatch.setenv("CYCLE_DATABASE_URL", "mysql+finst_ikkje://kari:hemmeleg@db/cycle")
    settings = load_settings()
    assert settings.mail_password.get_secret_value() == "hemmeleg"
    for shown in (
        repr(settings),
        str(settings),
        settings.model_dump_json(),
        json.dumps(settings.model_dump(), default=str),
    ):
        assert "hemmeleg" not in shown
    with pytest.raises(StoreError) as caught, open_services(settings):
        pass
    assert "hemmeleg" not in str(caught.value)
    assert str(caught.value).startswith("CYCLE_DATABASE_URL: ")


@pytest.mark.parametrize("url", ["tull", "hemmeleg://x:hemmeleg@y", "postgresql+tull://x:hemmeleg@y/z"])
def test_a_database_that_cannot_be_opened_says_what_to_write(url: str) -> None:
    with pytest.raises(StoreError) as caught, open_services(load_settings(database_url=url)):
        pass
    assert "write sqlite:///path/to/file" in str(caught.value)
    assert ":hemmeleg@" not in str(caught.value)


def test_a_home_that_cannot_be_one_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot be opened"), open_services(load_settings(home=tmp_path / "file")):
        pass


def test_a_database_that_is_no_database_is_told(tmp_path: Path) -> None:
    (tmp_path / "cycle.sqlite").write_text("not a database at all, though long enough to be read as a header" * 9)
    with pytest.raises(StoreError, match="file is not a database"), open_services(load_settings(home=tmp_path)):
        pass


def test_the_secret_is_made_once_and_a_damaged_one_is_never_replaced(tmp_path: Path) -> None:
    with open_services(load_settings(home=tmp_path)) as services:
        first = services.secret
    with open_services(load_settings(home=tmp_path)) as services:
        assert services.secret == first
    assert (len(first), (tmp_path / "secret").stat().st_mode & 0o777) == (32, 0o600)
    for damaged in ("", "abc", "ikkje heks", "ab" * 31):
        (tmp_path / "secret").write_text(damaged)
        with pytest.raises(StoreError, match="restore it from the backup"), open_services(load_settings(home=tmp_path)):
            pass
        assert (tmp_path / "secret").read_text() == damaged


def test_a_root_without_communities_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        load_settings(root=tmp_path)
    assert str(caught.value) == (
        f"settings: CYCLE_ROOT: {tmp_path} holds no config/communities; "
        "run from the project's folder or set CYCLE_ROOT to it"
    )

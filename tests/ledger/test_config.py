"""What an instance is told: the file, the variables, and one clear message for each thing that is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from garant.config import FILE, Mail, Settings, read_settings, write_settings
from garant.errors import ConfigError
from garant.ledger import framework


def read(folder: Path, text: str = "", environ: dict[str, str] | None = None) -> Settings:
    folder.mkdir(exist_ok=True)
    (folder / FILE).write_text(text, encoding="utf-8")
    return read_settings(folder, environ or {})


def test_an_empty_file_means_sqlite_in_the_instance(tmp_path: Path) -> None:
    told = read(tmp_path)
    assert told == Settings(
        instance=tmp_path,
        master_key_file=tmp_path / "keys/master.key",
        journal=tmp_path / "journal/journal.jsonl",
        secret_file=tmp_path / "keys/secret.key",
        database="sqlite",
    )
    assert told.sqlite_file == tmp_path / "ledger.sqlite"


def test_what_init_writes_reads_back(tmp_path: Path) -> None:
    values = {
        "base_url": 'https://données.example/"x"\\',
        "port": 8443,
        "master_key_file": "/etc/garant/master.key",
        "mail": {"host": "smtp.example", "port": 465, "user": "garant", "sender": "dpo@boutique.example", "tls": True},
    }
    path = write_settings(tmp_path / "new", values)
    told = read_settings(path.parent, {})
    assert (told.base_url, told.port) == (values["base_url"], 8443)
    assert told.master_key_file == Path("/etc/garant/master.key")
    assert told.mail == Mail("smtp.example", 465, "garant", "", True, "dpo@boutique.example")
    with pytest.raises(ConfigError, match="already"):
        write_settings(tmp_path / "new", {})


def test_a_variable_wins_over_the_file_and_a_file_may_hold_its_value(tmp_path: Path) -> None:
    secret = tmp_path / "url"
    secret.write_text("postgresql://garant:s3cret@db/garant\n")
    told = read(
        tmp_path,
        'base_url = "http://a.example"\n[mail]\nhost = "smtp.example"',
        {
            "GARANT_BASE_URL": "http://b.example",
            "GARANT_PORT": "9000",
            "GARANT_DATABASE_FILE": str(secret),
            "GARANT_MAIL_PASSWORD": "p4ss",
            "GARANT_MAIL_TLS": "false",
        },
    )
    assert (told.base_url, told.port, told.database) == (
        "http://b.example",
        9000,
        "postgresql://garant:s3cret@db/garant",
    )
    assert told.mail is not None
    assert (told.mail.password, told.mail.tls) == ("p4ss", False)
    assert "s3cret" not in repr(told)
    assert "p4ss" not in repr(told)


def test_the_database_may_stand_in_a_variable_that_the_file_names(tmp_path: Path) -> None:
    url = "postgresql://garant@db/garant"
    assert read(tmp_path, 'database_env = "MY_URL"', {"MY_URL": url}).database == url
    with pytest.raises(ConfigError, match="MY_URL is not set"):
        read(tmp_path, 'database_env = "MY_URL"')


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('bas_url = "x"', "`bas_url` is unknown"),
        ('[mail]\nhostname = "x"', "`hostname` is unknown"),
        ('[mail]\npassword = "x"', "`password` is unknown"),
        ("port = true", "`port` is a number"),
        ('port = "eighty"', "`port` is a number"),
        ("base_url = 7", "`base_url` is a text"),
        ('base_url = "boutique.example"', "not an address"),
        ('database = "mysql://x"', "neither"),
        ('mail = "smtp"', "table of settings"),
        ("[mail]\nport = 25", "`host` is missing"),
        ('[mail]\nhost = "x"\ntls = "perhaps"', "true or false"),
        ('[mail]\nhost = "x"\npassword_env = "NOT_SET"', "NOT_SET is not set"),
        ("port 8000", "not TOML"),
        ("port = 0", "`port` is no port"),
        ("port = 80000", "`port` is no port"),
        ('[mail]\nhost = "x"\nport = 70000', "`mail.port` is no port"),
        ('language = "de"', "none that Garant speaks"),
        ('journal = ""', "`journal` is empty"),
        ('database = "sqlite"\ndatabase_env = "MY_URL"', "`database` and `database_env` are both told"),
        ('mail_folder = "mail"\n[mail]\nhost = "x"', "`mail_folder` and `\\[mail\\]` are both told"),
    ],
)
def test_what_is_wrong_is_told_in_one_message(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ConfigError, match=said) as refused:
        read(tmp_path, text)
    assert refused.value.exit_code == 2
    assert refused.value.place


@pytest.mark.parametrize(
    ("environ", "place", "said"),
    [
        ({"GARANT_BASEURL": "https://b.example"}, "GARANT_BASEURL", "Did you mean GARANT_BASE_URL"),
        ({"GARANT_LANGUAGES": "fr"}, "GARANT_LANGUAGES", "Did you mean GARANT_LANGUAGE"),
        ({"GARANT_MAIL_PASWORD": "x"}, "GARANT_MAIL_PASWORD", "Did you mean GARANT_MAIL_PASSWORD"),
        ({"GARANT_PORT": "eighty"}, "GARANT_PORT", "is a number"),
        ({"GARANT_PORT": "9000", "GARANT_PORT_FILE": "/run/port"}, "GARANT_PORT", "both told"),
        ({"GARANT_DATABASE": "sqlite", "GARANT_DATABASE_ENV": "URL"}, "GARANT_DATABASE", "both told"),
    ],
)
def test_a_variable_that_cannot_be_obeyed_is_told_by_its_name(
    tmp_path: Path, environ: dict[str, str], place: str, said: str
) -> None:
    with pytest.raises(ConfigError, match=said) as refused:
        read(tmp_path, environ=environ)
    assert refused.value.place == place


def test_a_variable_of_the_owners_own_is_nobodys_slip(tmp_path: Path) -> None:
    """A store's address or a password may stand in any variable; the file names the one it means."""
    url = "postgresql://garant@db/garant"
    environ = {"GARANT_SHOP_URL": "x", "GARANT_DATABASES": url}
    assert read(tmp_path, 'database_env = "GARANT_DATABASES"', environ).database == url


def test_the_variable_with_the_address_wins_over_the_file_that_names_another(tmp_path: Path) -> None:
    url = "postgresql://garant@db/garant"
    assert read(tmp_path, 'database_env = "NOT_SET"', {"GARANT_DATABASE": url}).database == url
    assert read(tmp_path, 'database = "sqlite"', {"GARANT_DATABASE_ENV": "URL", "URL": url}).database == url


def test_a_folder_without_an_instance_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no instance here") as refused:
        read_settings(tmp_path, {})
    assert "garant init" in refused.value.remedy
    with pytest.raises(ConfigError, match="cannot be read"):
        read(tmp_path, environ={"GARANT_DATABASE_FILE": str(tmp_path / "nothing")})


# ── what Django is told of it ───────────────────────────────────────────────────────────────────────────────────────


def test_cookies_are_secure_where_the_site_is(tmp_path: Path) -> None:
    open_, closed = (
        framework.FIXED | framework.of_instance(read(tmp_path, f'base_url = "{url}"'), "x")
        for url in ("http://localhost:8000", "https://boutique.example")
    )
    for name, here, there in [
        ("SESSION_COOKIE_SECURE", False, True),
        ("CSRF_COOKIE_SECURE", False, True),
        ("SECURE_HSTS_SECONDS", 0, 31_536_000),
        ("CSRF_TRUSTED_ORIGINS", [], ["https://boutique.example"]),
    ]:
        assert (open_[name], closed[name]) == (here, there)
    for told in (open_, closed):
        assert told["SESSION_COOKIE_HTTPONLY"]
        assert told["SESSION_COOKIE_SAMESITE"] == "Lax"
        assert not told["DEBUG"]
        assert "django.contrib.admin" not in told["INSTALLED_APPS"]  # A5
    assert "boutique.example" in closed["ALLOWED_HOSTS"]
    assert "*" not in closed["ALLOWED_HOSTS"]


def test_postgresql_by_one_setting(tmp_path: Path) -> None:
    told = read(tmp_path, 'database = "postgresql://g%40rant:p%2Fss@db.example:5433/le%20dger?sslmode=require"')
    found = framework.database(told)
    assert {name: found[name] for name in ("ENGINE", "NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")} == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "le dger",
        "USER": "g@rant",
        "PASSWORD": "p/ss",
        "HOST": "db.example",
        "PORT": "5433",
        "OPTIONS": {"sslmode": "require"},
    }


@pytest.mark.parametrize(
    ("text", "backend"),
    [
        ("", "django.core.mail.backends.dummy.EmailBackend"),
        ('mail_folder = "letters"', "django.core.mail.backends.filebased.EmailBackend"),
        ('[mail]\nhost = "smtp.example"', "django.core.mail.backends.smtp.EmailBackend"),
    ],
)
def test_letters_go_by_smtp_into_a_folder_or_nowhere(tmp_path: Path, text: str, backend: str) -> None:
    assert framework.of_instance(read(tmp_path, text), "x")["EMAIL_BACKEND"] == backend

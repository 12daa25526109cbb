"""What an instance is told: `garant.toml` in its folder, then GARANT_* variables. Opens no database."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from garant.errors import ConfigError

FILE = "garant.toml"


@dataclass(frozen=True, slots=True)
class Mail:
    """The server that letters go through. `password_env` names the variable that holds the password (D15)."""

    host: str
    port: int = 587
    user: str = ""
    password_env: str = ""
    tls: bool = True
    sender: str = ""
    password: str = field(default="", repr=False)
    """Read from the variable, GARANT_MAIL_PASSWORD or its _FILE; it may not stand in the file."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything an instance is told, read once. Paths are absolute."""

    instance: Path
    master_key_file: Path
    journal: Path
    secret_file: Path
    database: str = field(default="sqlite", repr=False)
    """"sqlite" (a file in the instance) or a postgresql:// URL. Out of repr: a URL may bear a password."""
    base_url: str = "http://localhost:8000"
    host: str = "127.0.0.1"
    port: int = 8000
    mail: Mail | None = None
    mail_folder: Path | None = None
    """Letters are written here as files instead of being sent (demo, tests)."""
    demo: bool = False
    """An instance of invented people: a page shows every letter to whoever comes. Never true of a real one."""
    language: str = "fr"
    read_answers: bool = True
    """An answer is read in the office before it leaves; false: it leaves by itself once the work is done."""

    @property
    def sqlite_file(self) -> Path:
        return self.instance / "ledger.sqlite"

    @property
    def local(self) -> bool:
        """Whether the address that letters carry opens on this machine alone."""
        return urlsplit(self.base_url).hostname in _OUR_MACHINE


_DEFAULT_PATHS = {
    "master_key_file": "keys/master.key",
    "journal": "journal/journal.jsonl",
    "secret_file": "keys/secret.key",
}
_PATHS = {*_DEFAULT_PATHS, "mail_folder"}
_NUMBERS = {"port"}
_TRUTHS = {"demo", "read_answers"}
_LANGUAGES = ("fr", "en")
_OUR_MACHINE = (None, "localhost", "127.0.0.1", "::1")
_KEYS = {f.name for f in fields(Settings)} - {"instance", "mail"} | {"database_env"}
_MAIL_KEYS = {f.name for f in fields(Mail)} - {"password"}


def read_settings(instance: Path, environ: Mapping[str, str]) -> Settings:
    """The settings of the instance in this folder; a variable wins over the file.

    GARANT_BASE_URL=… sets `base_url`, GARANT_MAIL_HOST=… the `host` of `[mail]`; GARANT_X_FILE names a file that holds
    the value. Raises ConfigError for what it cannot obey: an unknown key, a wrong type, a file that cannot be read, two
    settings that say the same thing.
    """
    folder = instance.absolute()
    told = _read_file(folder / FILE)
    mail = told.pop("mail", {})
    if not isinstance(mail, dict):
        raise ConfigError("`mail` is a table of settings", place=FILE, remedy="Write it as [mail], one setting a line.")
    _refuse_unknown(told, _KEYS, FILE)
    _refuse_unknown(mail, _MAIL_KEYS, f"{FILE} [mail]")
    named = {str(told.get("database_env", "")), str(mail.get("password_env", ""))}
    _refuse_nearly_known([variable for variable in environ if variable not in named])
    _refuse_both(told, "database", "database_env", FILE)
    variables = _from_environment(environ, _KEYS, "GARANT_")
    _refuse_both(variables, "database", "database_env", "GARANT_DATABASE")
    if "database" in variables:
        told.pop("database_env", None)
    elif "database_env" in variables:
        told.pop("database", None)
    told |= variables
    mail |= _from_environment(environ, _MAIL_KEYS | {"password"}, "GARANT_MAIL_")
    if mail:
        _refuse_both({**told, "[mail]": mail}, "mail_folder", "[mail]", FILE)
    for name, default in _DEFAULT_PATHS.items():
        told.setdefault(name, default)
    if "database_env" in told:
        told["database"] = _variable(environ, str(told.pop("database_env")), "database_env")
    values = {n: _value(n, v, folder, f"GARANT_{n.upper()}" if n in variables else FILE) for n, v in told.items()}
    settings = Settings(instance=folder, mail=_mail(mail, environ), **values)
    _check(settings)
    return settings


def write_settings(instance: Path, values: Mapping[str, Any]) -> Path:
    """Write a new instance's file; one that exists is never overwritten. Returns its path."""
    mail = dict(values.get("mail", {}))
    plain = {name: value for name, value in values.items() if name != "mail"}
    _refuse_unknown(plain, _KEYS, FILE)
    _refuse_unknown(mail, _MAIL_KEYS, f"{FILE} [mail]")
    lines = [f"{name} = {_toml(value)}" for name, value in plain.items()]
    if mail:
        lines += ["", "[mail]", *(f"{name} = {_toml(value)}" for name, value in mail.items())]
    path = instance / FILE
    try:
        instance.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")
    except FileExistsError:
        raise ConfigError(
            "there is an instance here already", place=str(path), remedy="Choose another folder."
        ) from None
    except OSError as error:
        raise ConfigError(f"cannot be written ({error.strerror})", place=str(path)) from None
    return path


def _read_file(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ConfigError(
            "there is no instance here",
            place=str(path),
            remedy="Make one with `garant init`, or name it: --instance DIR.",
        ) from None
    except OSError as error:
        raise ConfigError(f"cannot be read ({error.strerror})", place=str(path)) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"is not TOML: {error}", place=str(path), remedy="Mend the line that is named.") from None


def _refuse_unknown(told: Iterable[str], known: set[str], place: str) -> None:
    for name in told:
        if name not in known:
            remedy = f"Known settings: {', '.join(sorted(known))}."
            raise ConfigError(f"the setting `{name}` is unknown", place=place, remedy=remedy)


def _refuse_both(told: Mapping[str, Any], one: str, other: str, place: str) -> None:
    """Two settings of which only one could be obeyed."""
    if one in told and other in told:
        raise ConfigError(f"`{one}` and `{other}` are both told", place=place, remedy="Keep one of them.")


_OTHER_VARIABLES = ("GARANT_INSTANCE", "GARANT_ORGANISATION", "GARANT_PACKS", "GARANT_TEST_ALL")
"""What other rooms read."""


def _refuse_nearly_known(environ: Iterable[str]) -> None:
    """A variable that is one slip away from a setting was meant to be one; another name may be anybody's."""
    names = [f"GARANT_{k.upper()}" for k in _KEYS] + [f"GARANT_MAIL_{k.upper()}" for k in (*_MAIL_KEYS, "password")]
    known = {*_OTHER_VARIABLES, *names, *(f"{name}_FILE" for name in names)}
    for variable in environ:
        if variable.startswith("GARANT") and variable not in known:
            meant = get_close_matches(variable, sorted(known), n=1, cutoff=0.9)
            if meant:
                raise ConfigError("there is no such variable", place=variable, remedy=f"Did you mean {meant[0]}?")


def _from_environment(environ: Mapping[str, str], known: set[str], prefix: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in known:
        variable = prefix + name.upper()
        if f"{variable}_FILE" in environ:
            _refuse_both(environ, variable, f"{variable}_FILE", variable)
            found[name] = _content(Path(environ[f"{variable}_FILE"]), f"{variable}_FILE")
        elif variable in environ:
            found[name] = environ[variable]
    return found


def _content(path: Path, place: str) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ConfigError(f"the file that it names cannot be read ({error.strerror})", place=place) from None


def _variable(environ: Mapping[str, str], name: str, place: str) -> str:
    if name not in environ:
        raise ConfigError(f"the variable {name} is not set", place=place, remedy=f"Set {name}, or change `{place}`.")
    return environ[name]


def _value(name: str, value: object, folder: Path, place: str) -> Any:
    if name in _NUMBERS:
        return _port(name, value, place)
    if name in _TRUTHS:
        return _truth(name, value, place)
    if not isinstance(value, str):
        raise ConfigError(f"`{name}` is a text", place=place, remedy=f'Write {name} = "…".')
    if name == "language" and value not in _LANGUAGES:
        raise ConfigError(
            f"`{name}` is none that Garant speaks", place=place, remedy=f"One of: {', '.join(_LANGUAGES)}."
        )
    if not value:
        raise ConfigError(f"`{name}` is empty", place=place, remedy="Give it a value, or leave it out.")
    return folder / value if name in _PATHS else value


def _port(name: str, value: object, place: str) -> int:
    text = str(value)
    if isinstance(value, bool) or not text.isdecimal():
        raise ConfigError(f"`{name}` is a number", place=place, remedy=f"Write {name} = 1, without quotes.")
    if not 1 <= int(text) <= 65535:
        raise ConfigError(f"`{name}` is no port", place=place, remedy="A port is a number from 1 to 65535.")
    return int(text)


def _truth(name: str, value: object, place: str) -> bool:
    known = {"true": True, "false": False}
    text = str(value).lower()
    if text not in known:
        raise ConfigError(f"`{name}` is true or false", place=place)
    return known[text]


def _mail(told: Mapping[str, Any], environ: Mapping[str, str]) -> Mail | None:
    if not told:
        return None
    if not told.get("host"):
        raise ConfigError("`host` is missing", place=f"{FILE} [mail]", remedy='Write host = "smtp.example.org".')
    password = str(told.get("password", ""))
    variable = str(told.get("password_env", ""))
    if variable and not password:
        password = _variable(environ, variable, "mail.password_env")
    return Mail(
        host=str(told["host"]),
        port=_port("mail.port", told.get("port", 587), f"{FILE} [mail]"),
        user=str(told.get("user", "")),
        password_env=variable,
        tls=_truth("tls", told.get("tls", True), f"{FILE} [mail]"),
        sender=str(told.get("sender", "")),
        password=password,
    )


def _check(settings: Settings) -> None:
    if settings.database != "sqlite" and not settings.database.startswith(("postgresql://", "postgres://")):
        raise ConfigError(
            '`database` is neither "sqlite" nor a postgresql:// URL',
            place=FILE,
            remedy="Leave it out for SQLite, or give `database_env` the name of a variable that holds the URL.",
        )
    if not settings.base_url.startswith(("http://", "https://")):
        raise ConfigError("`base_url` is not an address", place=FILE, remedy='Write base_url = "https://…".')


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    escaped = "".join(c if c >= " " and c != "\x7f" else f"\\u{ord(c):04x}" for c in str(value).replace("\\", "\\\\"))
    return '"' + escaped.replace('"', '\\"') + '"'

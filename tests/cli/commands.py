"""Runs `garant` as a person at a terminal does, and says what came of it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.actions import shop

FORKING = Path(__file__).with_name("forking.py")
ALICE = "alice.moreau@courriel.example"
UNKNOWN = "R-2026-7KQ4-M2XD"
BY_ITSELF = {"GARANT_READ_ANSWERS": "false"}
"""An answer leaves once the work is done: most tests are about something else."""
KEPT = ("PATH", "HOME", "LANG", "TMPDIR")


@dataclass(frozen=True, slots=True)
class Said:
    """What a command left: its exit status, standard output and standard error."""

    words: tuple[str, ...]
    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass(slots=True)
class Terminal:
    """A folder, and the process that forks a `garant` for each command typed in it."""

    folder: Path
    forks: subprocess.Popen[str]
    env: dict[str, str] = field(default_factory=dict)

    def __call__(self, *words: object, stdin: str = "", env: Mapping[str, str] | None = None, largest: int = 0) -> Said:
        """Type `garant WORDS…`. `largest`: the bytes that a file may have, as on a disk that is full then."""
        said = self.folder / "said"
        said.mkdir(exist_ok=True)
        (said / "in").write_text(stdin, encoding="utf-8")
        told: dict[str, Any] = {
            "argv": [str(w) for w in words],
            "env": {k: os.environ[k] for k in KEPT if k in os.environ} | BY_ITSELF | self.env | dict(env or {}),
            "cwd": str(self.folder),
            "largest": largest,
        } | {name: str(said / part) for name, part in (("stdin", "in"), ("out", "out"), ("err", "err"))}
        assert self.forks.stdin is not None
        assert self.forks.stdout is not None
        print(json.dumps(told), file=self.forks.stdin, flush=True)
        status = int(self.forks.stdout.readline())
        out, err = ((said / name).read_text(encoding="utf-8") for name in ("out", "err"))
        return Said(tuple(told["argv"]), status, out, err)

    def well(self, *words: object, **how: Any) -> Said:
        """The same, for a command that must go well."""
        said = self(*words, **how)
        assert (said.status, said.err) == (0, ""), said
        return said


@contextmanager
def forking() -> Iterator[subprocess.Popen[str]]:
    """The process that forks commands."""
    root = FORKING.parent.parent.parent
    process = subprocess.Popen(
        [sys.executable, str(FORKING)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(root / "src")},
    )
    try:
        yield process
    finally:
        assert process.stdin is not None
        process.stdin.close()
        process.wait(30)


def refusal(said: Said, status: int = 1) -> str:
    """The one clear message of a command that did not go well: cause, place and remedy, and no traceback."""
    assert said.status == status, said
    assert "Traceback" not in said.err, said.err
    lines = said.err.splitlines()
    assert len(lines) == 1, said
    assert lines[0].startswith("garant: "), said
    return lines[0].removeprefix("garant: ")


def refused(garant: Terminal, *words: object, status: int, **how: Any) -> dict[str, str]:
    """The error of a command as --json gives it: cause, place and remedy are all told, on standard error alone."""
    said = garant(*words, "--json", **how)
    assert (said.status, said.out) == (status, ""), said
    told: dict[str, str] = json.loads(said.err)
    assert [part for part in ("error", "cause", "place", "remedy") if not told[part]] == [], told
    assert "alice" not in said.err.lower()
    return told


def snapshot(folder: Path) -> dict[str, bytes]:
    """Every file of the instance and the shop."""
    return {
        str(p.relative_to(folder)): p.read_bytes()
        for p in sorted(folder.rglob("*"))
        if p.is_file() and "said" not in p.parts and not p.name.endswith(("-shm", "-wal"))
    }


def filed(garant: Terminal, rights: str, email: str = ALICE, **more: str) -> str:
    """The reference of a new request, identified."""
    extra = [word for name, value in more.items() for word in (f"--{name}", value)]
    words = ("request", "file", "--right", rights, "--email", email, "--channel", "email", *extra)
    reference = garant.well(*words).out.strip()
    garant.well(
        "request", "identify", reference, "--method", "contact-on-file", "--by", "Bruno", "--reason", "Réponse reçue."
    )
    return reference


def plan(garant: Terminal, *references: str) -> dict[str, Any]:
    shown: dict[str, Any] = garant.well("request", "plan", *references, "--json").json
    return shown


def run(garant: Terminal, *references: str) -> Said:
    return garant("request", "run", *references, "--agree", plan(garant, *references)["fingerprint"], "--json")


def rows(garant: Terminal) -> dict[str, list[dict[str, Any]]]:
    return {t.name: shop.rows(f"sqlite:///{garant.folder / 'shop.sqlite'}", t.name) for t in shop.META.sorted_tables}

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

FORKING = Path(__file__).with_name("forking.py")
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
            "env": {k: os.environ[k] for k in KEPT if k in os.environ} | self.env | dict(env or {}),
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

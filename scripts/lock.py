"""Writes `requirements/*.lock` from `pyproject.toml`: every package, every platform, each file by its hash.

The runtime is settled first and the others follow it, so that a test runs on what a user runs. No address of a
registry goes into a lock: whoever installs has their own.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKS = {
    "runtime": ["pyproject.toml"],
    "dev": ["pyproject.toml", "--all-extras", "--group", "dev", "--group", "bench", "-c", "requirements/runtime.lock"],
    "bootstrap": ["--group", "bootstrap", "-c", "requirements/dev.lock"],
}
COMMON = [
    "--quiet",
    "--universal",
    "--python-version=3.11",
    "--generate-hashes",
    "--no-emit-index-url",
    "--no-emit-find-links",
    "--custom-compile-command=make lock",
]


def main(options: list[str]) -> int:
    """Compile the locks in order; `options` go to each compilation (`--upgrade`)."""
    uv = Path(sys.executable).with_name("uv")
    for name, sources in LOCKS.items():
        command = [str(uv), "pip", "compile", *COMMON, *options, *sources, "-o", f"requirements/{name}.lock"]
        if subprocess.run(command, cwd=ROOT).returncode:
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

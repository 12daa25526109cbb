"""Makes `.venv` from the locked files with nothing but a bare Python, and does nothing when nothing has changed.

It never decides a version: `requirements/*.lock` do, each package by its hash.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
UV = VENV / "bin" / "uv"
STAMP = VENV / "garant.stamp"
TOOLS = ROOT / "requirements" / "bootstrap.lock"
LOCKS = {profile: ROOT / "requirements" / f"{profile}.lock" for profile in ("runtime", "dev")}


def main(arguments: "list[str]") -> int:
    """Make or refresh the environment for one profile, `runtime` or `dev`; 0 when it is ready."""
    if sys.version_info < (3, 11):  # noqa: UP036 - this file is the first to meet an older Python
        print(f"Garant needs Python 3.11 or later; {sys.executable} is {sys.version.split()[0]}.", file=sys.stderr)
        return 2
    if len(arguments) != 1 or arguments[0] not in LOCKS:
        print("Usage: python3 scripts/bootstrap.py runtime|dev", file=sys.stderr)
        return 2
    profile = arguments[0]
    found = STAMP.read_text(encoding="ascii") if STAMP.exists() and PYTHON.exists() else ""
    if found in (fingerprint(profile), fingerprint("dev")):
        return 0
    if found.startswith("dev "):
        profile = "dev"  # whoever has the tools keeps them
    start = time.monotonic()
    STAMP.unlink(missing_ok=True)
    try:
        make_environment()
        install(profile)
    except subprocess.CalledProcessError as failure:
        print(f"The environment could not be made: {Path(failure.cmd[0]).name} ended with {failure.returncode}.")
        return 1
    STAMP.write_text(fingerprint(profile), encoding="ascii")
    print(f"Environment ready in {time.monotonic() - start:.0f} s (.venv, {profile}).")
    return 0


def fingerprint(profile: str) -> str:
    """What the environment depends on: the locks, the project's own metadata, its interpreter, its place."""
    import tomllib  # not in the Pythons that main() turns away

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    parts = [
        TOOLS.read_bytes(),
        LOCKS[profile].read_bytes(),
        repr((project["build-system"], project["project"])).encode(),
        f"{PYTHON.resolve()} {ROOT}".encode(),
    ]
    return f"{profile} {hashlib.sha256(b'|'.join(parts)).hexdigest()}"


def make_environment() -> None:
    """Create `.venv` unless a sound one is there, and put the pinned uv into it."""
    minor = ".".join(version_of(PYTHON).split(".")[:2])
    if not (VENV / "lib" / f"python{minor}" / "site-packages").exists():  # none, or the system's Python moved on
        if shutil.which("python3") and not has_venv():
            print("Python's venv module is missing. On Debian: apt-get install python3-venv.", file=sys.stderr)
        run(sys.executable, "-m", "venv", "--clear", str(VENV))
    if subprocess.run([PYTHON, "-m", "pip", "--version"], capture_output=True).returncode:
        subprocess.run([PYTHON, "-m", "ensurepip"], check=True, stdout=subprocess.DEVNULL)
    if version_of(UV) != pinned("uv"):
        options = ["-qq", "--no-input", "--disable-pip-version-check", "--no-compile", "--require-hashes"]
        run(str(PYTHON), "-m", "pip", "install", *options, "-r", str(TOOLS))


def install(profile: str) -> None:
    """Bring `.venv` to exactly what the locks say, then link Garant itself into it."""
    run(str(UV), "pip", "sync", "--quiet", "--require-hashes", "--compile-bytecode", str(LOCKS[profile]), str(TOOLS))
    run(str(UV), "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "--editable", str(ROOT))


def version_of(program: Path) -> str:
    """The version that a program in `.venv` says it has; empty when it does not run."""
    if not program.exists():
        return ""
    said = subprocess.run([program, "--version"], capture_output=True, text=True)
    return said.stdout.split()[1] if said.returncode == 0 else ""


def pinned(package: str) -> str:
    """The version of a package in the tools' lock."""
    found = re.search(rf"^{package}==(\S+)", TOOLS.read_text(encoding="utf-8"), re.MULTILINE)
    return found.group(1) if found else ""


def has_venv() -> bool:
    """Whether this Python can make environments (Debian keeps that part in a package of its own)."""
    return subprocess.run([sys.executable, "-c", "import venv, ensurepip"], capture_output=True).returncode == 0


def run(*command: str) -> None:
    """Run one step in the project, seen by the reader, inside `.venv` whatever the shell had active."""
    surroundings = {**os.environ, "VIRTUAL_ENV": str(VENV)}
    surroundings.pop("PYTHONPATH", None)
    subprocess.run(command, check=True, cwd=ROOT, env=surroundings)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Measures what an install that only runs Garant weighs, in packages and megabytes with bytecode, and that it works.

Works in a temporary environment made from `requirements/runtime.lock`, so that the tools of this one do not count.
"""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib.metadata import Distribution, distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UV = ROOT / ".venv" / "bin" / "uv"
MOST_PACKAGES = 38
MOST_MEGABYTES = 350


def main() -> int:
    """Print each package with its size, then the sums; 0 when both are within their bounds and the packs are read."""
    with tempfile.TemporaryDirectory() as place:
        site = install(Path(place))
        sizes = sorted(measured(site), reverse=True)
        # Far from the sources: what the package forgot to bring along is missing here.
        subprocess.run([f"{place}/bin/garant", "law", "cases"], check=True, cwd=place)
    packages, megabytes = len(sizes), sum(size for size, _ in sizes) / 1e6
    if "--each" in sys.argv[1:]:
        for size, name in sizes:
            print(f"{size / 1e6:8.1f} MB  {name}")
    print(f"{packages} packages (at most {MOST_PACKAGES}), {megabytes:.0f} MB with bytecode (at most {MOST_MEGABYTES})")
    return 0 if packages <= MOST_PACKAGES and megabytes <= MOST_MEGABYTES else 1


def install(place: Path) -> Path:
    """Garant and its runtime in an environment of its own; the folder that holds the packages."""
    python = place / "bin" / "python"
    quiet = [str(UV), "pip", "install", "--quiet", "--compile-bytecode", "--link-mode=copy", "--python", str(python)]
    for command in (
        [str(UV), "venv", "--quiet", "--python", sys.executable, str(place)],
        [*quiet, "--require-hashes", "-r", str(ROOT / "requirements" / "runtime.lock")],
        [*quiet, "--no-deps", str(ROOT)],
    ):
        subprocess.run(command, check=True, cwd=ROOT)
    return next(place.glob("lib/python*/site-packages"))


def measured(site: Path) -> Iterator[tuple[int, str]]:
    """Bytes and name of each package in a folder, its compiled files too."""
    for package in distributions(path=[str(site)]):
        yield sum(path.stat().st_size for path in files_of(package)), package.name


def files_of(package: Distribution) -> Iterator[Path]:
    """Every file that a package put in place."""
    for entry in package.files or ():
        path = Path(str(package.locate_file(entry)))
        if path.is_file():
            yield path
            if path.suffix == ".py":
                yield from path.parent.glob(f"__pycache__/{path.stem}.*.pyc")


if __name__ == "__main__":
    sys.exit(main())

"""Runs the parts of `make check` one after the other, all of them, and says how long each took."""

import subprocess
import sys
import time


def main(parts: list[str]) -> int:
    """Run each make target named; 0 only if every one went well."""
    rows = []
    for part in parts:
        print(f"── {part}", flush=True)
        start = time.monotonic()
        failed = subprocess.run(["make", "--no-print-directory", part]).returncode != 0
        rows.append((part, time.monotonic() - start, failed))
    print("── summary")
    for part, seconds, failed in rows:
        print(f"{'FAILED' if failed else 'ok':8}{part:16}{seconds:7.1f} s")
    print(f"{'':8}{'all':16}{sum(seconds for _, seconds, _ in rows):7.1f} s")
    return 1 if any(failed for _, _, failed in rows) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""`garant serve` as a user starts it: how long until the first page, and what all its processes hold at rest."""

from __future__ import annotations

import http.client
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from scripts.bench.report import Figures

SETTLES = 8.0
"""Seconds to come to rest, once all have started."""
PROCESSES = 3
"""The parent, its web worker, and the worker beside them: a figure with fewer would be a lie."""
PATIENCE = 30.0


def measure(instance: Path, figures: Figures) -> None:
    port = _free_port()
    began = time.perf_counter()
    command = [sys.executable, "-m", "garant", "serve", "--instance", str(instance), "--port", str(port)]
    served = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    try:
        _first_page(port, served)
        first = time.perf_counter() - began
        _all_started(served.pid)
        time.sleep(SETTLES)
        held = {pid: _pss(pid) for pid in set(_family(served.pid))}
        figures.rest(first, sum(held.values()), len(held))
    finally:
        served.send_signal(signal.SIGTERM)
        served.wait(PATIENCE)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _first_page(port: int, served: subprocess.Popen[str]) -> None:
    """Wait for the home page, whole."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if served.poll() is not None:
            raise RuntimeError(f"garant serve ended: {served.stderr.read() if served.stderr else ''}")
        try:
            page = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
            page.request("GET", "/")
            answer = page.getresponse()
            answer.read()
            if answer.status == 200:
                return
        except OSError:
            time.sleep(0.02)
    raise RuntimeError("garant serve shows no page")


def _all_started(pid: int) -> None:
    end = time.monotonic() + PATIENCE
    while len(set(_family(pid))) < PROCESSES:
        if time.monotonic() > end:
            raise RuntimeError("garant serve did not start all its processes")
        time.sleep(0.2)


def _family(pid: int) -> Iterator[int]:
    """A process and all below it."""
    yield pid
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            yield from _family(int(child))


def _pss(pid: int) -> int:
    """Bytes that a process holds, shared ones divided among those who share them."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))

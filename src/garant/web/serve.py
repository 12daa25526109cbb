"""Runs the web server and, beside it, one worker process (B5). Imports neither Django nor ledger: its children do."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from pathlib import Path
from typing import NoReturn

from granian import Granian
from granian.constants import Interfaces

from garant.errors import UsageError

BLOCKING_THREADS = 4
FIRST_ANSWER = 30.0
"""Seconds given to the server before the worker starts all the same."""
QUIET = 0.1
PATIENCE = (1.0, 2.0, 5.0, 15.0, 60.0)
"""Seconds before a worker that died is started again: longer each time, from the start after a good run."""
GOOD_RUN = 60.0


def serve(instance: Path, host: str, port: int) -> NoReturn:
    """Serve an instance until told to stop, in this process but anew: what the command line loaded is let go of."""
    sys.stdout.flush()
    command = [sys.executable, "-m", "garant.web.serve", str(instance.absolute()), host, str(port)]
    os.execv(sys.executable, command)  # noqa: S606 - our own command


def free(host: str, port: int) -> None:
    """Raise if somebody listens there already: the kernel would deal requests to both of us, at random."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family) as tried:
            tried.setsockopt(
                socket.SOL_SOCKET, socket.SO_REUSEADDR, 1
            )  # a server that has just stopped is no hindrance
            tried.bind((host, port))
    except OSError as refused:
        raise UsageError(
            f"Nothing can be served there ({os.strerror(refused.errno or 0)}).",
            place=f"{host}:{port}",
            remedy="Stop whatever listens there, or take another port: --port 8001.",
        ) from None


def run(instance: str, host: str, port: int) -> None:
    """The server's parent process. The server brings the ledger up to date, then the worker starts."""
    os.environ["GARANT_INSTANCE"] = instance
    server = Granian(
        "garant.web.wsgi:build",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        factory=True,
        workers=1,
        blocking_threads=BLOCKING_THREADS,
        websockets=False,
        log_enabled=False,  # its lines would bear addresses, and addresses bear the secrets of links (A2)
        respawn_failed_workers=True,
    )
    worker = Worker([sys.executable, "-m", "garant", "worker", "--instance", instance], host, port)
    server.on_startup(worker.start)
    server.on_shutdown(worker.stop)
    server.serve()


class Worker:
    """The one worker process, started again when it dies."""

    def __init__(self, command: list[str], host: str, port: int) -> None:
        self.command = command
        self.health = f"http://{'127.0.0.1' if host in {'0.0.0.0', '::'} else host}:{port}/healthz"  # noqa: S104 - compared only
        self.stopping = threading.Event()
        self.process: subprocess.Popen[bytes] | None = None
        self.thread = threading.Thread(target=self._keep, name="worker", daemon=True)

    def start(self) -> None:
        self.thread.start()

    def stop(self) -> None:
        """Ask the worker to hand its step back and leave; it is killed if it does not."""
        self.stopping.set()
        process = self.process
        if process is not None and process.poll() is None:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()

    def _keep(self) -> None:
        self._await_server()
        failures = 0
        while not self.stopping.is_set():
            self.process = subprocess.Popen(self.command)  # noqa: S603 - our own command
            try:
                self.process.wait(GOOD_RUN)
            except subprocess.TimeoutExpired:
                failures = 0
                self.process.wait()
            self.stopping.wait(PATIENCE[min(failures, len(PATIENCE) - 1)])
            failures += 1

    def _await_server(self) -> None:
        """The server applies migrations when it opens the ledger: two processes must not."""
        waited = 0.0
        while waited < FIRST_ANSWER and not self.stopping.wait(QUIET):
            waited += QUIET
            try:
                with urllib.request.urlopen(self.health, timeout=1):  # noqa: S310 - our own address
                    return
            except (urllib.error.URLError, OSError):
                continue


if __name__ == "__main__":
    run(sys.argv[1], sys.argv[2], int(sys.argv[3]))

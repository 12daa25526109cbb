"""The worker process beside the server: started once that answers, started again when it dies, stopped with it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from garant.errors import UsageError
from garant.web.serve import Worker, free


class Health(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@pytest.fixture
def port() -> Iterator[int]:
    """A server that answers as ours does once it is up."""
    server = HTTPServer(("127.0.0.1", 0), Health)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_port
    server.shutdown()


def started(log: Path, count: int) -> list[int]:
    """The process ids that the worker wrote, once there are so many."""
    for _ in range(100):
        pids = [int(line) for line in log.read_text().split()] if log.exists() else []
        if len(pids) >= count:
            return pids
        time.sleep(0.1)
    raise AssertionError(f"the worker was not started {count} times")


def command(log: Path) -> list[str]:
    write = f"import os, time; open({str(log)!r}, 'a').write(f'{{os.getpid()}}\\n'); time.sleep(60)"
    return [sys.executable, "-c", write]


def test_a_worker_that_dies_is_started_again_and_goes_with_the_server(tmp_path: Path, port: int) -> None:
    log = tmp_path / "started"
    worker = Worker(command(log), "127.0.0.1", port)
    worker.start()
    (first,) = started(log, 1)
    os.kill(first, signal.SIGKILL)
    second = started(log, 2)[1]
    assert second != first
    worker.stop()
    with pytest.raises(ProcessLookupError):
        os.kill(second, 0)


def test_a_port_where_somebody_listens_is_refused_before_two_of_us_answer_there(port: int) -> None:
    """The kernel would deal each request to one of the two at random (SO_REUSEPORT)."""
    with pytest.raises(UsageError) as refused:
        free("127.0.0.1", port)
    assert refused.value.place == f"127.0.0.1:{port}"
    assert "--port" in refused.value.remedy
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        nobody = other.getsockname()[1]
    free("127.0.0.1", nobody)


def test_no_worker_starts_before_the_server_answers(tmp_path: Path) -> None:
    """The server brings the ledger up to date when it opens it: two processes must not do that at once."""
    log = tmp_path / "started"
    worker = Worker(command(log), "127.0.0.1", 9)  # nothing answers there
    worker.start()
    time.sleep(0.5)
    worker.stop()
    assert not log.exists()


def test_the_parent_process_loads_neither_django_nor_the_ledger() -> None:
    """B5. It only watches: what it would load would stay in memory a second time."""
    code = (
        "import sys, garant.web.serve;"
        "print([m for m in sys.modules if m.split('.')[0] in ('django', 'sqlalchemy', 'cryptography')"
        " or m.startswith('garant.ledger')])"
    )
    shown = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert shown.stdout.strip() == "[]"

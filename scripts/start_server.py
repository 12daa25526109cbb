"""Starts a throwaway database server for tests, prints its administrator's URL, stops when standard input closes.

usage: start_server.py postgresql|mariadb

Everything lives in a temporary folder and goes with it. Needs Debian's `postgresql` or `mariadb-server`. Started by
root, the servers run as their packages' own users, because PostgreSQL refuses root.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex

PATIENCE_SECONDS = 60


def program(name: str) -> str:
    """The path of a program, also where Debian keeps PostgreSQL's."""
    places = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)
    found = next(map(str, places), None) or shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if found is None:
        sys.exit(f"{name} is not installed; on Debian: apt-get install postgresql mariadb-server")
    return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def as_user(name: str) -> str | None:
    """The user to run a server as: its own when we are root, else whoever we are."""
    return name if os.geteuid() == 0 else None


def run(command: Sequence[str], user: str | None) -> None:
    done = subprocess.run(command, user=user, group=user, extra_groups=[] if user else None, capture_output=True)
    if done.returncode:
        sys.exit(f"{Path(command[0]).name} failed:\n{(done.stdout + done.stderr).decode()[-2000:]}")


@contextmanager
def running(command: Sequence[str], user: str | None, folder: Path, ready: Callable[[], bool]) -> Iterator[None]:
    """A server in the foreground, from the moment that it answers until the end of the block."""
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            command, user=user, group=user, extra_groups=[] if user else None, stdout=log, stderr=log, cwd=folder
        )
        try:
            end = time.monotonic() + PATIENCE_SECONDS
            while not ready():
                if server.poll() is not None or time.monotonic() > end:
                    sys.exit(f"{Path(command[0]).name} does not start:\n{(folder / 'log').read_text()[-2000:]}")
                time.sleep(0.1)
            yield
        finally:
            server.send_signal(signal.SIGINT if "postgres" in command[0] else signal.SIGTERM)
            server.wait(PATIENCE_SECONDS)


@contextmanager
def postgresql(folder: Path) -> Iterator[str]:
    user, port, password = as_user("postgres"), free_port(), token_hex(8)
    (folder / "password").write_text(password)
    if user:
        shutil.chown(folder, user, user)
        shutil.chown(folder / "password", user, user)
    data = str(folder / "data")
    secret = ["--auth=scram-sha-256", f"--pwfile={folder / 'password'}"]
    run([program("initdb"), "-D", data, "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8", "-N", *secret], user)
    settings = {
        "port": port,
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": str(folder),
        "fsync": "off",  # thrown away anyway, as the next three
        "synchronous_commit": "off",
        "full_page_writes": "off",
        "autovacuum": "off",
        "max_connections": 40,
        "shared_buffers": "128MB",
    }
    command = [program("postgres"), "-D", data, *(f"--{name}={value}" for name, value in settings.items())]
    probe = [program("pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)]
    with running(command, user, folder, lambda: subprocess.run(probe).returncode == 0):
        yield f"postgresql://postgres:{password}@127.0.0.1:{port}/postgres"


@contextmanager
def mariadb(folder: Path) -> Iterator[str]:
    user, port, password = as_user("mysql"), free_port(), token_hex(8)
    first = folder / "first.sql"
    first.write_text(
        f"CREATE USER 'admin'@'%' IDENTIFIED BY '{password}';\nGRANT ALL ON *.* TO 'admin'@'%' WITH GRANT OPTION;\n"
    )
    if user:
        shutil.chown(folder, user, user)
        shutil.chown(first, user, user)
    data = f"--datadir={folder / 'data'}"
    run(
        [
            program("mariadb-install-db"),
            "--no-defaults",
            data,
            "--skip-test-db",
            "--auth-root-authentication-method=normal",
        ],
        user,
    )
    settings = {
        "socket": str(folder / "socket"),
        "pid-file": str(folder / "pid"),
        "port": str(port),
        "bind-address": "127.0.0.1",
        "init-file": str(first),
        "innodb-buffer-pool-size": "64M",
        "innodb-flush-log-at-trx-commit": "0",  # thrown away anyway, as the next three
        "innodb-flush-method": "nosync",
        "innodb-doublewrite": "0",
        "innodb-file-per-table": "0",
        "character-set-server": "utf8mb4",
    }
    command = [program("mariadbd"), "--no-defaults", data, "--skip-name-resolve"]
    command += [f"--{name}={value}" for name, value in settings.items()]
    with running(command, user, folder, lambda: answers(port)):
        yield f"mysql+pymysql://admin:{password}@127.0.0.1:{port}/mysql"


def answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def main(arguments: Sequence[str]) -> None:
    servers = {"postgresql": postgresql, "mariadb": mariadb}
    if len(arguments) != 1 or arguments[0] not in servers:
        sys.exit(__doc__)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with tempfile.TemporaryDirectory(prefix="garant-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        with servers[arguments[0]](Path(folder)) as url:
            print(url, flush=True)
            sys.stdin.read()


if __name__ == "__main__":
    main(sys.argv[1:])

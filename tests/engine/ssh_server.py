"""A real OpenSSH server on loopback, with keys of its own; root runs it as nobody, so that files can be refused."""

from __future__ import annotations

import contextlib
import getpass
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import paramiko
import pytest

SSHD = shutil.which("sshd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
CONFIG = """
ListenAddress 127.0.0.1
Port {port}
HostKey {folder}/host_key
AuthorizedKeysFile {folder}/authorized_keys
PidFile none
StrictModes no
UsePAM yes
Subsystem sftp internal-sftp
"""


@dataclass(frozen=True)
class SshServer:
    port: int
    user: str
    root: Path
    key: Path
    fingerprint: str

    @property
    def authorised(self) -> Path:
        return self.root.parent / "authorized_keys"

    @property
    def options(self) -> dict[str, str]:
        return {"credential": f"file:{self.key}", "host_key": self.fingerprint}

    def address(self, path: str = "", port: int | None = None) -> str:
        return f"sftp://{self.user}@127.0.0.1:{port or self.port}{self.root}{path}"


@contextmanager
def ssh_server() -> Iterator[SshServer]:
    if SSHD is None:
        missing = "NOT RUN: sftp: no sshd"
        pytest.fail(missing) if os.environ.get("CI") == "true" else pytest.skip(missing)
    user = "nobody" if os.geteuid() == 0 else getpass.getuser()
    with tempfile.TemporaryDirectory(prefix="gotgan-ssh-") as name, _free_port() as port:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "root").mkdir()
        host, own = paramiko.RSAKey.generate(2048), paramiko.RSAKey.generate(2048)
        host.write_private_key_file(str(folder / "host_key"))
        own.write_private_key_file(str(folder / "user_key"))
        (folder / "authorized_keys").write_text(f"ssh-rsa {own.get_base64()}\n")
        (folder / "config").write_text(CONFIG.format(port=port, folder=folder))
        if os.geteuid() == 0:
            shutil.chown(folder / "host_key", user)
        with _running(folder, user, port):
            yield SshServer(port, user, folder / "root", folder / "user_key", host.fingerprint)


@contextmanager
def _free_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    yield port


@contextmanager
def _running(folder: Path, user: str, port: int) -> Iterator[None]:
    who = {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []} if os.geteuid() == 0 else {}
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [SSHD, "-D", "-e", "-f", folder / "config"], stderr=log, stdin=subprocess.DEVNULL, **who
        )
    try:
        _wait(process, port, folder / "log")
        yield
    finally:
        process.terminate()
        process.wait(timeout=10)


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    for _ in range(200):
        if process.poll() is not None:
            pytest.fail(f"sshd ended: {log.read_text()[-500:]}")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    pytest.fail(f"sshd does not answer: {log.read_text()[-500:]}")


class _Passwords(paramiko.ServerInterface):
    """Knows one user by one password; serves no shell."""

    def __init__(self, user: str, password: str) -> None:
        self._known = (user, password)

    def get_allowed_auths(self, username: str) -> str:
        return "password"

    def check_auth_password(self, username: str, password: str) -> int:
        return paramiko.AUTH_SUCCESSFUL if (username, password) == self._known else paramiko.AUTH_FAILED

    def check_channel_request(self, kind: str, chanid: int) -> int:
        return paramiko.OPEN_SUCCEEDED


class _Files(paramiko.SFTPServerInterface):
    """One folder with one file, under `/`."""

    CONTENT = b"a,b\n1,2\n"

    def canonicalize(self, path: str) -> str:
        return "/"

    def list_folder(self, path: str) -> list[paramiko.SFTPAttributes]:
        facts = paramiko.SFTPAttributes()
        facts.filename, facts.st_size, facts.st_mode, facts.st_mtime = "a.csv", len(self.CONTENT), 0o100644, 1
        facts.st_atime = 1
        return [facts]


@contextmanager
def password_server(user: str, password: str) -> Iterator[tuple[int, str]]:
    """A server that knows a password, which sshd would want an account of this machine for.

    Gives port and fingerprint.
    """
    key = paramiko.RSAKey.generate(2048)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        lines: list[paramiko.Transport] = []

        def serve() -> None:
            while True:
                try:
                    line, _ = listener.accept()
                except OSError:
                    return
                transport = paramiko.Transport(line)
                transport.set_log_channel("gotgan.ssh")
                transport.add_server_key(key)
                transport.set_subsystem_handler("sftp", paramiko.SFTPServer, _Files)
                lines.append(transport)
                with contextlib.suppress(paramiko.SSHException, EOFError):
                    transport.start_server(server=_Passwords(user, password))

        threading.Thread(target=serve, daemon=True).start()
        try:
            yield listener.getsockname()[1], key.fingerprint
        finally:
            for transport in lines:
                transport.close()

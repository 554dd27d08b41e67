"""A line to an SSH server whose host key somebody has vouched for."""

from __future__ import annotations

import io
import logging
import re
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote

import paramiko  # type: ignore[import-untyped]

from gotgan.engine.sources import address, credential
from gotgan.engine.sources.again import Patience
from gotgan.engine.sources.credential import Secret
from gotgan.engine.sources.part import TryAgain
from gotgan.terms.errors import Invalid, Issue, NotAllowed, Unavailable

PORT = 22
_LOG = "gotgan.ssh"
_LOCATION = re.compile(
    r"sftp://(?:(?P<user>[^@/]+)@)?(?P<host>\[[^]/@]+\]|[^:/@\[\]]+)(?::(?P<port>\d{1,5}))?(?=/|$)", re.IGNORECASE
)
_FINGERPRINT = re.compile(r"SHA256:[A-Za-z0-9+/]{43}")
_KEYS = (paramiko.Ed25519Key, paramiko.ECDSAKey, paramiko.RSAKey)

# paramiko writes every cut line with its traceback; the cut is answered here.
logging.getLogger(_LOG).setLevel(logging.CRITICAL)


class HostKeyRefused(NotAllowed):
    """The server shows a host key that nobody has vouched for."""


@dataclass(frozen=True)
class Login:
    """Whom to connect to as whom; the credential is a reference."""

    host: str
    port: int
    user: str
    credential: str
    passphrase: str = ""
    host_keys: frozenset[str] = frozenset()
    allow_private: bool = True

    @property
    def shown(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"sftp://{host}" if self.port == PORT else f"sftp://{host}:{self.port}"


def read_login(location: str, options: Mapping[str, str], *, allow_private: bool) -> tuple[Login, str]:
    """The login and the path behind it, as written. Raises: Invalid."""
    credential.check_no_password(location)
    match = _LOCATION.match(location)
    if match is None or not match["user"] or not 0 < int(match["port"] or PORT) < 1 << 16:
        raise Invalid(Issue("the sftp address", "is not complete", "write it as sftp://user@host:port/path"))
    if not options.get("credential"):
        what = "needs a password or a private key"
        raise Invalid(Issue("option credential", what, credential.HOW))
    for name in ("credential", "passphrase"):
        if options.get(name):
            credential.check_reference(options[name])
    login = Login(
        host=match["host"].strip("[]"),
        port=int(match["port"] or PORT),
        user=unquote(match["user"]),
        credential=options["credential"],
        passphrase=options.get("passphrase", ""),
        host_keys=_read_fingerprints(options.get("host_key", "")),
        allow_private=allow_private,
    )
    return login, location[match.end() :]


def _read_fingerprints(text: str) -> frozenset[str]:
    found = [word.rstrip("=") for word in re.split(r"[\s,]+", text) if word]
    if not all(map(_FINGERPRINT.fullmatch, found)):
        how = "write it as SHA256:… as `ssh-keygen -lf` shows it, several with commas"
        raise Invalid(Issue("option host_key", "is no fingerprint", how))
    return frozenset(found)


def connect(login: Login, patience: Patience) -> paramiko.SFTPClient:
    """A new line. Its transport is to be closed by the caller.

    Raises: HostKeyRefused before anything of the login is sent, TryAgain, Unavailable, NotAllowed
    for a refused login, and what `resolve` raises for the credential.
    """
    secret = credential.resolve(login.credential)
    passphrase = credential.resolve(login.passphrase) if login.passphrase else None
    key = _read_key(secret, passphrase) if _is_key(secret) else None
    transport = _open(login, patience)
    try:
        transport.start_client(timeout=patience.read_seconds)
        _check_host_key(login, transport.get_remote_server_key())
        if key is not None:
            transport.auth_publickey(login.user, key)
        else:
            transport.auth_password(login.user, secret.reveal(), fallback=True)
        client = paramiko.SFTPClient.from_transport(transport)
        client.get_channel().settimeout(patience.read_seconds)
    except (paramiko.SSHException, EOFError, OSError, HostKeyRefused) as error:
        transport.close()
        raise _answer(login, error) from None
    return client


def _open(login: Login, patience: Patience) -> paramiko.Transport:
    host = login.host if login.allow_private else address.public_ip(login.host, login.port, login.shown)
    try:
        line = socket.create_connection((host, login.port), timeout=patience.connect_seconds)
    except UnicodeError:
        raise Unavailable(f"{login.shown}: no such host; check the address") from None
    except OSError as error:
        raise TryAgain(f"{login.shown}: does not answer ({error.strerror or type(error).__name__})") from None
    transport = paramiko.Transport(line)
    transport.set_log_channel(_LOG)
    transport.banner_timeout = transport.auth_timeout = transport.channel_timeout = patience.read_seconds
    return transport


def _answer(login: Login, error: Exception) -> Exception:
    """What a failed handshake means. paramiko's own words are not repeated: they may quote the server."""
    if isinstance(error, paramiko.AuthenticationException) and "timeout" not in str(error):
        return NotAllowed(f"{login.shown}: refuses the user or its credential; check both")
    if isinstance(error, HostKeyRefused):
        return error
    return TryAgain(f"{login.shown}: the connection failed ({type(error).__name__})")


def _check_host_key(login: Login, key: paramiko.PKey) -> None:
    shown = key.fingerprint
    if shown in login.host_keys:
        return
    what = "shows another host key than the one given" if login.host_keys else "shows a host key that is not known"
    raise HostKeyRefused(
        f"{login.shown}: {what}: {shown} ({key.get_name()}); compare it with the server's operator, "
        f"and if it is right give the option host_key={shown}"
    )


def _is_key(secret: Secret) -> bool:
    return secret.reveal().lstrip().startswith("-----BEGIN ")


def _read_key(secret: Secret, passphrase: Secret | None) -> paramiko.PKey:
    """Raises: Invalid; nothing of the key is repeated."""
    word = passphrase.reveal() if passphrase else None
    what, how = "is no private key that can be read", "give an Ed25519, ECDSA or RSA key in OpenSSH or PEM form"
    for kind in _KEYS:
        try:
            return kind.from_private_key(io.StringIO(secret.reveal() + "\n"), password=word)
        except paramiko.PasswordRequiredException:
            what, how = "is locked with a passphrase", "give a reference to it as the option passphrase=env:NAME"
        except (paramiko.SSHException, ValueError, IndexError, TypeError):
            continue
    raise Invalid(Issue("credential", what, how))

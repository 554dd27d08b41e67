"""A real WebDAV server on loopback: wsgidav in cheroot."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cheroot import wsgi
from wsgidav.wsgidav_app import WsgiDAVApp


@contextmanager
def dav_server(root: Path, users: dict[str, str] | None = None) -> Iterator[int]:
    """Serves `root` at /dav, to everybody or to `users` (name to password); gives the port."""
    logging.getLogger("wsgidav").setLevel(logging.CRITICAL)
    names = {name: {"password": word} for name, word in users.items()} if users else True
    app = WsgiDAVApp(
        {
            "provider_mapping": {"/dav": {"root": str(root), "readonly": True}},
            "simple_dc": {"user_mapping": {"*": names}},
            "fs_dav_provider": {"follow_symlinks": True},
            "verbose": 0,
            "logging": {"enable": False},
        }
    )
    server = wsgi.Server(("127.0.0.1", 0), app)
    server.prepare()
    thread = threading.Thread(target=server.serve, daemon=True)
    thread.start()
    try:
        yield server.bind_addr[1]
    finally:
        server.stop()
        thread.join(timeout=10)

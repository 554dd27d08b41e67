"""`python -m gotgan.desk --data DIR`: the desk process. It ends with the process that started it."""

from __future__ import annotations

import argparse
import contextlib
import os
import signal
import sys
import threading
from pathlib import Path

from gotgan.desk.server import DeskServer, end_with, write_url
from gotgan.desk.service import LocalDesk


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m gotgan.desk", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the data folder; the address goes to run/desk.url")
    data = parser.parse_args(arguments).data.resolve()
    parent = os.getppid()
    server = DeskServer(LocalDesk(data))
    written = write_url(server.url, data)

    def stop(*_: object) -> None:
        threading.Thread(target=server.shutdown, daemon=True).start()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    end_with(parent, stop)
    server.serve_forever(poll_interval=0.2)
    with contextlib.suppress(OSError):
        if written.read_text() == server.url:
            written.unlink()
    sys.stdout.flush()
    os._exit(0)  # the analyser may still be loading in its thread: nothing of it needs an ending


if __name__ == "__main__":
    sys.exit(main())

"""What a person at the terminal reads after the address: the sample as it comes in, or a set-up link.

GOTGAN_DATA=DIR GOTGAN_ADDRESS=URL python -m gotgan.cli.up.guide [--empty]
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

_EMPTY = Path("run") / "empty"


def main(arguments: list[str]) -> int:
    import django

    django.setup()
    from gotgan.accounts import queries as accounts
    from gotgan.cli.up import sample
    from gotgan.cli.up.harvest import show_harvest

    folder, address = Path(os.environ["GOTGAN_DATA"]), os.environ["GOTGAN_ADDRESS"]
    if "--empty" in arguments and not sample.is_begun(folder):
        (folder / _EMPTY).touch()
    if sample.is_wanted(folder) and not (folder / _EMPTY).exists():
        sample.bring_in(folder)
    elif not accounts.has_people():
        from gotgan.organisations.setup_link import make_setup_link

        say(f"set the hub up (link works once): {make_setup_link(address)}")
    if (folder / sample.ACCOUNTS).exists():
        say(f"sample accounts: {folder / sample.ACCOUNTS}")
    show_harvest()
    say(f"ready: {address}  (Ctrl-C stops it)")
    return 0


def say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

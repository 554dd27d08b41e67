"""Make a scanner's key, register its public half for an organisation in a hub, withdraw it."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from gotgan.cli.folder import add_data_argument
from gotgan.terms.errors import Invalid, Issue


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("enrol", help=__doc__)
    parser.add_argument(
        "--organisation", metavar="CODE", help="register in the hub's data folder, for this institution"
    )
    parser.add_argument(
        "-o", "--output", type=Path, metavar="scanner.key", help="make a key; its public half beside it"
    )
    parser.add_argument(
        "--public", metavar="scanner.key.pub", help="a key made elsewhere: the public half, or its file"
    )
    parser.add_argument("--title", default="", help="what to call the scanner")
    parser.add_argument("--withdraw", metavar="KEY_ID", help="take nothing more that is sealed with this key")
    parser.add_argument("--list", action="store_true", help="the scanners that are enrolled")
    add_data_argument(parser)


def run(args: argparse.Namespace) -> int:
    """The private key is written here and nowhere else: the hub keeps the public half."""
    from gotgan.cli.output import write_result

    write_result("enrol", _enrol(args), None)
    return 0


def _enrol(args: argparse.Namespace) -> dict[str, Any]:
    _check(args)
    if args.list or args.withdraw:
        return _enrolled(args)
    if args.organisation:
        _open_hub(args)
    public = _public(args)
    if args.organisation:
        _register(args, public)
    return {**_described(public), "organisation": args.organisation}


def _check(args: argparse.Namespace) -> None:
    """One thing at a time. Raises: Invalid."""
    if sum(map(bool, (args.output, args.public, args.withdraw, args.list))) != 1:
        raise Invalid(Issue("enrol", "it is not clear what to do", "give one of -o, --public, --withdraw and --list"))
    if args.public and not args.organisation:
        raise Invalid(Issue("--public", "no organisation is named", "add --organisation CODE"))


def _open_hub(args: argparse.Namespace) -> None:
    """Before a key is made, so that none is left over when the hub or the organisation is not there."""
    from gotgan.cli.folder import open_hub

    open_hub(args.data)
    from gotgan.organisations import queries

    queries.get(args.organisation)


def _public(args: argparse.Namespace) -> str:
    from gotgan.agent.seal import make_key, read_public

    return make_key(args.output).public if args.output else read_public(args.public)


def _described(public: str) -> dict[str, Any]:
    from gotgan.agent.seal import key_id_of

    return {"key_id": key_id_of(public), "public_key": public}


def _register(args: argparse.Namespace, public: str) -> None:
    from gotgan.agent.seal import key_id_of
    from gotgan.inventory import actions
    from gotgan.terms.role import SYSTEM

    actions.enrol_scanner(
        by=SYSTEM, organisation=args.organisation, key_id=key_id_of(public), public_key=public, title=args.title
    )


def _enrolled(args: argparse.Namespace) -> dict[str, Any]:
    from dataclasses import asdict

    from gotgan.cli.folder import open_hub

    open_hub(args.data)
    from gotgan.inventory import actions, queries
    from gotgan.terms.role import SYSTEM

    if args.withdraw:
        actions.withdraw_scanner(by=SYSTEM, key_id=args.withdraw)
    return {"scanners": [_written(asdict(each)) for each in queries.scanners(args.organisation)]}


def _written(scanner: dict[str, Any]) -> dict[str, Any]:
    """Moments as text, in UTC."""
    return {name: value.isoformat(timespec="seconds") if hasattr(value, "isoformat") else value
            for name, value in scanner.items()}  # fmt: skip

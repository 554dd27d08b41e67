"""Check the seal of a scan: exit 0 valid, 1 altered or without a seal, 2 sealed with a key that is not known."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from gotgan.cli.folder import add_data_argument
from gotgan.terms.seal import ScannerView, SealCheck, SealState

_EXIT = {SealState.VALID: 0, SealState.ALTERED: 1, SealState.UNSEALED: 1, SealState.UNKNOWN_KEY: 2}


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("verify", help=__doc__)
    parser.add_argument("scan", type=Path, metavar="scan.json")
    parser.add_argument(
        "--key", metavar="PUBLIC", help="the scanner's public key, or its file; else the hub's scanners"
    )
    add_data_argument(parser)


def run(args: argparse.Namespace) -> int:
    from gotgan.agent.seal import check_seal
    from gotgan.cli.output import write_result

    scanners = {scanner.key_id: scanner for scanner in _scanners(args)}
    check = check_seal(args.scan, {key_id: scanner.public_key for key_id, scanner in scanners.items()})
    write_result("verify", _answer(check, scanners.get(check.key_id)), None)
    if check.state is SealState.UNKNOWN_KEY:
        print(f"gotgan: {args.scan}: sealed with key {check.key_id}, which is not known here; "
              "ask its scanner for scanner.key.pub and give it with --key", file=sys.stderr)  # fmt: skip
    return _EXIT[check.state]


def _scanners(args: argparse.Namespace) -> tuple[ScannerView, ...]:
    if args.key:
        from gotgan.agent.seal import key_id_of, read_public

        public = read_public(args.key)
        return (ScannerView(key_id_of(public), public, ""),)
    from gotgan.cli.folder import open_hub

    open_hub(args.data)
    from gotgan.inventory import queries

    return queries.scanners()


def _answer(check: SealCheck, scanner: ScannerView | None) -> dict[str, object]:
    return {
        "state": check.state.value,
        "key_id": check.key_id or None,
        "organisation": (scanner.organisation or None) if scanner else None,
        "scanner": (scanner.title or None) if scanner else None,
        "withdrawn": scanner.withdrawn if scanner else None,
    }

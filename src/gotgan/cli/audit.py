"""The audit chain of a hub."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict

from gotgan import __version__
from gotgan.cli.folder import add_data_argument, open_hub


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("audit", help=__doc__)
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    verify = verbs.add_parser("verify", help="re-compute the chain; exit 1 when anything was changed or removed")
    add_data_argument(verify)
    verify.add_argument("--json", action="store_true", help="write JSON")


def run(args: argparse.Namespace) -> int:
    open_hub(args.data)
    from gotgan.audit.queries import verify

    report = verify()
    if args.json or not sys.stdout.isatty():
        print(json.dumps({"gotgan": __version__, "kind": "audit", **asdict(report)}, ensure_ascii=False))
    elif report.ok:
        print(f"the chain holds: {report.events} events")
    if not report.ok:
        print(f"gotgan: audit: {report.reason}; the {report.events} events before it hold", file=sys.stderr)
    return 0 if report.ok else 1

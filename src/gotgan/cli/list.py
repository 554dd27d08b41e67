"""The lists of a hub, and whether one can be computed again to the same bytes."""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

from gotgan import __version__
from gotgan.cli.folder import add_data_argument, open_hub
from gotgan.terms.digest import sha256_of
from gotgan.terms.errors import Invalid, Issue


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("list", help=__doc__)
    add_data_argument(parser)
    parser.add_argument("--json", action="store_true", help="write JSON")
    verbs = parser.add_subparsers(dest="verb", metavar="VERB")
    replay = verbs.add_parser("replay", help="compute a list again; exit 1 when it is not the same, or not as signed")
    replay.add_argument("place", metavar="SLUG[/NUMBER]", help="the list, and which version (the newest)")
    add_data_argument(replay)


def run(args: argparse.Namespace) -> int:
    """Exit 1 when a replay gives other bytes, or the list is not as it was signed; 2 for a list that is not there or
    not solved."""
    open_hub(args.data)
    if args.verb == "replay":
        return _replay(args.place)
    found = _versions()
    if args.json or not sys.stdout.isatty():
        print(json.dumps({"gotgan": __version__, "kind": "lists", "versions": found}, ensure_ascii=False))
    else:
        for each in found:
            print(f"{each['list']}/{each['number']}  {each['state']:<10} {each['members'] or '-':>5}  {each['name']}")
        if not found:
            print("there is no list yet; make one on the page of selection")
    return 0


def _versions() -> list[dict[str, Any]]:
    from gotgan.assess.queries.lists import all_versions

    return [
        {
            "list": each.dataset_list.slug, "number": each.number, "state": each.state,
            "name": each.dataset_list.name_ko, "members": each.counts.get("members"), "document": each.document,
            "signature": each.signature,
        }
        for each in all_versions()
    ]  # fmt: skip


def _replay(place: str) -> int:
    from gotgan.assess.jobs.choosing import replay
    from gotgan.assess.queries.lists import get_version
    from gotgan.assess.queries.signing import broken_in

    slug, _, number = place.partition("/")
    if number and not (number.isascii() and number.isdigit() and len(number) < 7):
        raise Invalid(Issue(place, "is not SLUG/NUMBER", "write it as the list of lists shows it"))
    version = get_version(slug, int(number) if number else None)
    if not version.document:
        raise Invalid(Issue(f"{slug}/{version.number}", "it is not solved yet", "replay one that is"))
    again = sha256_of([replay(version)])
    if again != version.document:
        print(
            f"gotgan: list: {slug}/{version.number} gives {again}, and is kept as {version.document}", file=sys.stderr
        )
        return 1
    if broken := broken_in(version):
        print(f"gotgan: list: {slug}/{version.number} is not as it was signed: {', '.join(broken)}", file=sys.stderr)
        return 1
    print(f"{slug}/{version.number}: the same, {again}")
    return 0

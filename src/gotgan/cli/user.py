"""Accounts of a hub: add, list, reset a password, unlock."""

from __future__ import annotations

import argparse
import json
import os
import sys

from gotgan import __version__
from gotgan.cli.folder import add_data_argument, data_folder, open_hub, running_address, terminal_actor
from gotgan.terms.role import Role

_ADDRESS = "http://127.0.0.1:8000"


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("user", help=__doc__)
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    add = verbs.add_parser("add", help="open an account; prints a token once, and a password link")
    add.add_argument("email", metavar="E-MAIL")
    add.add_argument(
        "--role", required=True, choices=[str(role) for role in Role], metavar="ROLE", help=", ".join(Role)
    )
    add.add_argument("--organisation", metavar="CODE", help="where the role holds (everywhere)")
    add.add_argument("--name", default="")
    reset = verbs.add_parser("reset", help="print a one-time password link; also opens a locked account")
    reset.add_argument("email", metavar="E-MAIL")
    unlock = verbs.add_parser("unlock", help="open an account that too many wrong passwords locked")
    unlock.add_argument("email", metavar="E-MAIL")
    listing = verbs.add_parser("list", help="every account with its roles")
    for verb in (add, reset):
        verb.add_argument(
            "--hub", metavar="URL", help="address for the link (GOTGAN_HUB, else that of the running hub)"
        )
    for verb in (add, reset, unlock, listing):
        add_data_argument(verb)


def run(args: argparse.Namespace) -> int:
    open_hub(args.data)
    return {"add": _add, "reset": _reset, "unlock": _unlock, "list": _list}[args.verb](args)


def _add(args: argparse.Namespace) -> int:
    """Account, role and token stand or fall together."""
    from django.db import transaction

    from gotgan.accounts.actions import add_person, issue_token
    from gotgan.cli.institution import find_or_add
    from gotgan.organisations.actions import add_membership

    by = terminal_actor()
    with transaction.atomic():
        if args.organisation:
            find_or_add(args.organisation)
        person = add_person(by=by, email=args.email, name=args.name)
        add_membership(by=by, person_id=person, role=Role(args.role), organisation=args.organisation)
        token = issue_token(by=by, person_id=person, label="gotgan user add").plain
    print(f"account   {args.email.strip().lower()} ({args.role})")
    print(f"token     {token}")
    print(f"password  {_link(args, person)}")
    return 0


def _reset(args: argparse.Namespace) -> int:
    from gotgan.accounts.lock import unlock

    person = _person(args.email)
    unlock(by=terminal_actor(), email=args.email)
    print(_link(args, person))
    return 0


def _unlock(args: argparse.Namespace) -> int:
    from gotgan.accounts.lock import unlock

    was_locked = unlock(by=terminal_actor(), email=args.email)
    print(f"{args.email}: {'open again' if was_locked else 'was not locked'}")
    return 0


def _list(args: argparse.Namespace) -> int:  # noqa: ARG001
    from gotgan.accounts import queries as accounts
    from gotgan.organisations import queries as organisations

    people = [
        {
            "email": person.email,
            "name": person.name,
            "is_active": person.is_active,
            "roles": [{"role": str(h.role), "organisation": h.organisation} for h in organisations.roles_of(person.id)],
        }
        for person in accounts.people()
    ]
    if not sys.stdout.isatty():
        print(json.dumps({"gotgan": __version__, "kind": "user", "people": people}, ensure_ascii=False))
        return 0
    for person in people:
        roles = ", ".join(f"{h['role']} {h['organisation'] or ''}".strip() for h in person["roles"])
        print(f"{person['email']:<40} {roles}{'' if person['is_active'] else '  (closed)'}")
    return 0


def _person(email: str) -> int:
    from gotgan.accounts.queries import find_person
    from gotgan.terms.errors import NotFound

    person = find_person(email)
    if person is None:
        raise NotFound(f"{email}: there is no such account; `gotgan user list` shows all")
    return person.id


def _link(args: argparse.Namespace, person_id: int) -> str:
    from gotgan.accounts.links import make_password_link

    address = args.hub or os.environ.get("GOTGAN_HUB") or running_address(data_folder(args.data)) or _ADDRESS
    return make_password_link(by=terminal_actor(), person_id=person_id, base_url=address)

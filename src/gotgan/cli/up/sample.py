"""The sample government: built, imported, given accounts, its folders added as sources and scanned.

Every step can be done again: a start that was cut off goes on where it stopped.
"""

from __future__ import annotations

import os
import secrets
import sys
from pathlib import Path

from gotgan.accounts import queries as accounts
from gotgan.accounts.actions import add_person, issue_token, set_password
from gotgan.inventory import actions as inventory_actions
from gotgan.inventory import queries as inventory
from gotgan.organisations import actions as organisations_actions
from gotgan.organisations import queries as organisations
from gotgan.terms.role import SYSTEM, Role
from gotgan.work.actions import enqueue

ACCOUNTS = Path("sample") / "accounts.txt"
AFTER_SCAN = ("catalogue.pull", "share.pull", "catalogue.index", "inventory.compare")
_BEGUN, _DONE = Path("sample") / "begun", Path("sample") / "done"
_IN_ONE_ORGANISATION = frozenset({Role.OFFICER, Role.APPROVER, Role.LEAD})


def is_begun(folder: Path) -> bool:
    return (folder / _BEGUN).exists()


def is_wanted(folder: Path) -> bool:
    """A fresh hub, or one whose sample was cut off."""
    if is_begun(folder):
        return not (folder / _DONE).exists()
    return not accounts.has_people() and not organisations.all_organisations()


def bring_in(folder: Path) -> None:
    """Build and import; the worker harvests."""
    target = folder / "sample"
    target.mkdir(parents=True, exist_ok=True)
    (folder / _BEGUN).touch()
    if not (target / "truth.json").exists():
        _build(target)
    done = organisations_actions.import_csv(target / "organisations.csv", by=SYSTEM, is_sample=True)
    _say(f"sample: {done.rows} institutions")
    _add_sources(target)
    _open_accounts(folder)
    (folder / _DONE).touch()


def _build(target: Path) -> None:
    from gotgan.engine.sample import build_sample

    _say("building the sample government (everything in it is invented or shipped as open data)")
    shown = 0

    def show(title: str, number: int, total: int) -> None:
        nonlocal shown
        if sys.stdout.isatty() or number * 10 // total > shown:
            shown = number * 10 // total
            _say(f"sample: {number} of {total} datasets built ({title})")

    build_sample(target, progress=show)


def _add_sources(target: Path) -> None:
    known = {source.location: source for source in inventory.sources()}
    for place in sorted((target / "institutions").iterdir()):
        organisation = organisations.find(place.name)
        if organisation is None or not place.is_dir() or str(place) in known:
            continue
        source = inventory_actions.add_source(
            by=SYSTEM, kind="folder", location=str(place), organisation=organisation.code,
            title=organisation.name, publication="open", is_sample=True,
        )  # fmt: skip
        scan = inventory_actions.start_scan(by=SYSTEM, source_id=source)
        enqueue("inventory.scan", scan, then=AFTER_SCAN)


def _open_accounts(folder: Path) -> None:
    """One for each role, told once here and kept in a file that only the owner may read."""
    first = next(place.code for place in organisations.all_organisations() if place.is_sample)
    lines = ["Sample accounts. Each has one role; change or close them before real people come.", ""]
    lines += [_open_account(role, first) for role in Role if role != Role.VISITOR]
    beside = folder / ACCOUNTS.with_suffix(".new")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write("\n".join(lines) + "\n")
    beside.replace(folder / ACCOUNTS)
    for line in lines:
        _say(line)


def _open_account(role: Role, organisation: str) -> str:
    email, password = f"{role}@sample.gotgan.example", secrets.token_urlsafe(9)
    person = accounts.find_person(email)
    if person is None:
        number = add_person(by=SYSTEM, email=email, name=f"sample {role}", password=password)
        place = organisation if role in _IN_ONE_ORGANISATION else None
        organisations_actions.add_membership(by=SYSTEM, person_id=number, role=role, organisation=place)
    else:
        number = person.id
        set_password(by=SYSTEM, person_id=number, password=password)
    token = issue_token(by=SYSTEM, person_id=number, label="sample").plain
    return f"{role:<16} {email:<40} password {password}  token {token}"


def _say(line: str) -> None:
    print(line, flush=True)

"""Adding institutions, members and code tables."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import BinaryIO

from django.db import transaction
from django.utils import timezone

from gotgan.accounts import queries as accounts
from gotgan.accounts.actions import add_person
from gotgan.audit.actions import record
from gotgan.organisations.code_tables import import_codes
from gotgan.organisations.models import Membership, Organisation, Succession
from gotgan.organisations.rules import OrganisationRow, check_links, check_row
from gotgan.organisations.tabular import Imported, read_cells
from gotgan.terms.errors import Invalid, Issue, NotAllowed
from gotgan.terms.role import SYSTEM, Actor, Role
from gotgan.terms.text import title_tight

__all__ = ["add_membership", "add_organisation", "end_membership", "import_codes", "import_csv", "open_hub"]


def add_organisation(
    *,
    by: Actor,
    code: str,
    name: str,
    name_en: str = "",
    slug: str = "",
    kind: str = "",
    parent: str | None = None,
    valid_from: date | None = None,
    valid_to: date | None = None,
    is_sample: bool = False,
) -> str:
    """Add one institution; returns its code. Raises: Invalid (also when the code or slug is taken)."""
    cells = {
        "code": code, "name": name, "name_en": name_en, "slug": slug, "kind": kind, "parent": parent or "",
        "valid_from": valid_from.isoformat() if valid_from else "",
        "valid_to": valid_to.isoformat() if valid_to else "",
    }  # fmt: skip
    row, issues = check_row(1, cells)
    with transaction.atomic():
        known = _known()
        if code in known:
            issues.append(Issue("code", f"{code} is stored already", "import a CSV to change it"))
        if row is None or issues or (issues := check_links([row], known)):
            raise Invalid(*issues)
        _save(row, is_sample=is_sample)
        record(by=by, action="organisations.add_organisation", subject=f"organisation:{code}")
    return code


def import_csv(source: Path | BinaryIO, *, by: Actor, is_sample: bool = False) -> Imported:
    """Import institutions from CSV (UTF-8 or cp949; `name` or `name_ko`), whole or not at all.

    Idempotent: the same file again changes nothing. Institutions absent from the file stay.
    Raises: Invalid with every issue of the file, each with its line and column.
    """
    rows, issues = _checked_rows(source)
    with transaction.atomic():
        known = _known()
        issues += check_links(rows, known)
        if issues:
            raise Invalid(*issues)
        changed = [row for row in rows if _save(row, is_sample=is_sample)]
        _link(list(rows))
        done = Imported(
            rows=len(rows),
            added=sum(row.code not in known for row in changed),
            changed=sum(row.code in known for row in changed),
        )
        record(by=by, action="organisations.import_csv", subject="organisations", details=done.to_json())
    return done


def _checked_rows(source: Path | BinaryIO) -> tuple[list[OrganisationRow], list[Issue]]:
    rows, issues = [], []
    for line, cells in read_cells(source, needed=("code", "name")):
        row, found = check_row(line, cells)
        issues.extend(found)
        if row is not None:
            rows.append(row)
    return rows, issues


def _known() -> dict[str, str]:
    return dict(Organisation.objects.values_list("code", "slug"))


def _save(row: OrganisationRow, *, is_sample: bool) -> bool:
    """Whether anything changed. The parent is set in a second step by `_link`, as it may come later."""
    values = {
        "name_ko": row.name, "name_en": row.name_en, "name_key": title_tight(row.name)[:200],
        "kind": row.kind, "valid_from": row.valid_from, "valid_to": row.valid_to, "is_sample": is_sample,
    }  # fmt: skip
    stored = Organisation.objects.filter(pk=row.code).first()
    if stored is None:
        parent = row.parent if row.parent and Organisation.objects.filter(pk=row.parent).exists() else None
        Organisation.objects.create(code=row.code, slug=row.slug, parent_id=parent, **values)
        return True
    links = set(stored.successions.values_list("successor_id", flat=True))
    same = all(getattr(stored, name) == value for name, value in values.items())
    if same and stored.parent_id == row.parent and links == set(row.successors):
        return False
    # The slug stays for life: addresses are built from it.
    Organisation.objects.filter(pk=row.code).update(**values)
    return True


def _link(rows: Sequence[OrganisationRow]) -> None:
    for row in rows:
        Organisation.objects.filter(pk=row.code).update(parent_id=row.parent)
        Succession.objects.filter(predecessor_id=row.code).exclude(successor_id__in=row.successors).delete()
        for successor in row.successors:
            Succession.objects.get_or_create(predecessor_id=row.code, successor_id=successor)


def add_membership(
    *,
    by: Actor,
    person_id: int,
    role: Role,
    organisation: str | None = None,
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> int:
    """Give a person a role, in one organisation or everywhere. Raises: Invalid for an unknown one."""
    with transaction.atomic():
        if organisation is not None and not Organisation.objects.filter(pk=organisation).exists():
            raise Invalid(Issue("organisation", f"{organisation} is not stored", "import or add it first"))
        membership = Membership.objects.create(
            person_id=person_id, organisation_id=organisation, role=Role(role),
            valid_from=valid_from or timezone.localdate(), valid_to=valid_to,
        )  # fmt: skip
        details = {"role": str(role), "organisation": organisation, "membership": membership.pk}
        record(by=by, action="organisations.add_membership", subject=f"person:{person_id}", details=details)
    return membership.pk


def end_membership(*, by: Actor, membership_id: int, last_day: date | None = None) -> None:
    """End a membership after `last_day` (yesterday). Raises: Invalid when there is none."""
    day = last_day or timezone.localdate() - timedelta(days=1)
    with transaction.atomic():
        if not Membership.objects.filter(pk=membership_id).update(valid_to=day):
            raise Invalid(Issue("membership", f"{membership_id} does not exist"))
        subject = f"membership:{membership_id}"
        record(by=by, action="organisations.end_membership", subject=subject, details={"to": day.isoformat()})


def open_hub(*, email: str, password: str, name: str = "") -> int:
    """The first account of an empty hub: it becomes the operator. Returns the person's id.

    Raises: NotAllowed once there is an account; Invalid for a wrong e-mail address or weak password.
    """
    with transaction.atomic():
        if accounts.has_people():
            raise NotAllowed("this hub has an operator already; ask them for an account")
        person = add_person(by=SYSTEM, email=email, name=name, password=password)
        add_membership(by=SYSTEM, person_id=person, role=Role.OPERATOR)
    return person

"""The preview narrowed to the rows that meet one condition; the desk looks them up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, get_args

from django.utils.translation import gettext as _

from gotgan.site.desk import desk
from gotgan.site.reasons import plainly
from gotgan.terms.dataset import TableEvidence, VersionRecord
from gotgan.terms.desk import Comparison, PreviewQuestion, RowFilter
from gotgan.terms.errors import Invalid, NotFound, Unavailable
from gotgan.terms.preview import Preview

COMPARISONS: tuple[str, ...] = get_args(Comparison)
LONGEST_VALUE = 200


@dataclass(frozen=True)
class Narrowed:
    """`columns` may be asked about: those without findings. `preview` None: nothing asked, or a `problem`."""

    columns: tuple[str, ...]
    asked: RowFilter | None = None
    preview: Preview | None = None
    problem: str = ""


def asked_filter(address: Mapping[str, Any]) -> RowFilter | None:
    """The condition in an address (`?column=&is=&value=`), or None when there is none that is understood."""
    column, comparison = str(address.get("column", "")), str(address.get("is", ""))
    if not column or comparison not in COMPARISONS:
        return None
    return RowFilter(column, comparison, str(address.get("value", ""))[:LONGEST_VALUE])  # type: ignore[arg-type]


def narrow(version: VersionRecord, table: TableEvidence, asked: RowFilter | None) -> Narrowed:
    """For a reader who may see the rows. Never raises: what went wrong stands in `problem`."""
    found = {finding.get("column") for finding in table.findings}
    names = tuple(column["name"] for column in (table.profile or {}).get("columns", ()))
    columns = tuple(name for name in names if name not in found)
    parquet = next((file for file in version.files if file.role == "parquet" and file.table == table.table), None)
    if asked is None or parquet is None:
        return Narrowed(columns if parquet else ())
    try:
        preview = desk().preview(PreviewQuestion(parquet.sha256, table.table, table.findings, (asked,)))
    except Unavailable:
        return Narrowed(columns, asked, problem=_("Rows cannot be looked up just now. Try again in a minute."))
    except (Invalid, NotFound) as error:
        return Narrowed(columns, asked, problem=plainly(error))
    return Narrowed(columns, asked, preview)

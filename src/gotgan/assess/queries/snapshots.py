"""A version as an archive that anybody can compute again, the same bytes whenever and wherever it is taken."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from gotgan.assess import kept
from gotgan.assess.models import ListVersion
from gotgan.assess.queries.signing import objection_lines, panel_document
from gotgan.assess.rules import tables
from gotgan.terms.digest import canonical_json

_WHEN = (1980, 1, 1, 0, 0, 0)
_READ_ME = """What a list of gotgan was computed from, and the list.

    gotgan select candidates.csv --rules rules.yaml -o again.json

gives list.json again, byte for byte, with the version of gotgan that list.json names at its head.
evidence.json holds what was known of every dataset when the evidence was frozen, names.json what they are called.
candidates.csv, pairs.csv and rules.yaml were made of it by settings.json, shortlist.json and panel.json, without what
objections.json says is out. signature.json says what was signed, by sha256, minutes.txt among it.
"""


def snapshot_of(version: ListVersion) -> bytes:
    """Stored without compression, in a fixed order and with a fixed time: compressors differ from one build to another.

    Raises: ObjectMissing.
    """
    texts = {
        tables.CANDIDATES: version.candidates, tables.EVIDENCE: version.evidence, tables.LIST: version.document,
        tables.NAMES: version.names, tables.PAIRS: version.pairs, tables.RULES: version.rules,
    }  # fmt: skip
    members = {name: kept.read(sha256) for name, sha256 in texts.items() if sha256}
    members |= _beside(version)
    members["README.txt"] = _READ_ME.encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(members):
            info = zipfile.ZipInfo(name, _WHEN)
            info.external_attr = 0o644 << 16
            info.create_system = 3
            archive.writestr(info, members[name])
    return out.getvalue()


def _beside(version: ListVersion) -> dict[str, bytes]:
    """What the texts of the store were made by, and what was said and signed; what is empty is left out."""
    documents: dict[str, Any] = {
        tables.SETTINGS: version.settings, tables.SHORTLIST: version.shortlist, tables.PANEL: panel_document(version),
        tables.OBJECTIONS: objection_lines(version),
    }  # fmt: skip
    if version.signature:
        documents[tables.SIGNATURE] = {
            "signature": version.signature, "signed_over": version.signed_over, "by": version.signed_by,
            "at": version.signed_at.isoformat() if version.signed_at else None,
        }  # fmt: skip
    said = {tables.MINUTES: version.minutes, tables.WITHOUT_PANEL: version.without_panel}
    return {
        **{name: canonical_json(document) for name, document in documents.items() if document},
        **{name: text.encode() for name, text in said.items() if text},
    }

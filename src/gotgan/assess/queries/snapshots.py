"""A version as an archive that anybody can compute again, the same bytes whenever and wherever it is taken."""

from __future__ import annotations

import io
import zipfile

from gotgan.assess import kept
from gotgan.assess.models import ListVersion
from gotgan.assess.rules import tables

_WHEN = (1980, 1, 1, 0, 0, 0)
_READ_ME = """What a list of gotgan was computed from, and the list.

    gotgan select candidates.csv --rules rules.yaml -o again.json

gives list.json again, byte for byte, with the version of gotgan that list.json names at its head.
evidence.json holds what was known of every dataset when the evidence was frozen, names.json what they are called.
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
    members["README.txt"] = _READ_ME.encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(members):
            info = zipfile.ZipInfo(name, _WHEN)
            info.external_attr = 0o644 << 16
            info.create_system = 3
            archive.writestr(info, members[name])
    return out.getvalue()

"""The institutions of the sample. All are invented, and their names say so."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass


@dataclass(frozen=True)
class Institution:
    """`short` starts file names and titles; `place` is the name of a place in `codes`."""

    code: str
    short: str
    name_en: str
    slug: str
    kind: str
    parent: str = ""
    valid_from: str = "2013-03-23"
    valid_to: str = ""
    successor: str = ""
    place: str = "전국"

    @property
    def name(self) -> str:
        return f"{self.short} (표본)"


INSTITUTIONS = (
    Institution("1990100", "한빛행정부", "Hanbit Ministry of Administration (sample)", "hanbit", "ministry"),
    Institution("1990200", "누리교통부", "Nuri Ministry of Transport (sample)", "nuri", "ministry"),
    Institution("1990300", "푸른환경부", "Pureun Ministry of Environment (sample)", "pureun", "ministry"),
    Institution("1990400", "온누리복지부", "Onnuri Ministry of Welfare (sample)", "onnuri", "ministry"),
    Institution("1990310", "하늘기상청", "Haneul Weather Agency (sample)", "haneul", "agency", "1990300"),
    Institution("1990110", "마을안전처", "Maeul Safety Office (sample)", "maeul", "agency", "1990100",
                "2014-11-19", "2024-06-30", "1990120"),
    Institution("1990120", "든든소방안전청", "Deundeun Fire and Safety Agency (sample)", "deundeun", "agency",
                "1990100", "2024-07-01"),
    Institution("B990001", "표본농수산유통공사", "Sample Agro-Fisheries Trade Corporation", "agrotrade",
                "public_body", "1990100", "2016-01-01"),
    Institution("B990002", "표본데이터진흥원", "Sample Data Promotion Institute", "datainst", "public_body",
                "1990100", "2018-05-01"),
    Institution("9910000", "가온시", "Gaon City (sample)", "gaon", "local_government", place="가온시"),
    Institution("9920000", "나루시", "Naru City (sample)", "naru", "local_government", place="나루시"),
    Institution("9930000", "다솜군", "Dasom County (sample)", "dasom", "local_government", place="다솜군"),
    Institution("9940000", "라온구", "Raon District (sample)", "raon", "local_government", place="라온구"),
    Institution("9950000", "가온교육청", "Gaon Office of Education (sample)", "gaonedu", "education_office",
                place="가온시"),
)  # fmt: skip

BY_CODE = {institution.code: institution for institution in INSTITUTIONS}
COLUMNS = ("code", "name", "name_en", "slug", "kind", "parent", "valid_from", "valid_to", "successors")


def organisations_csv() -> str:
    """The institutions as the organisations room imports them; successors are parted by spaces."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one in INSTITUTIONS:
        writer.writerow((one.code, one.name, one.name_en, one.slug, one.kind, one.parent, one.valid_from,
                         one.valid_to, one.successor))  # fmt: skip
    return text.getvalue()

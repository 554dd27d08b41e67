"""A few real datasets that installed packages ship: read from their files, cited, never altered."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path

from gotgan.engine.sample.codes import CodesMissing, dongs_in_force
from gotgan.engine.sample.frame import Cell, Frame


@dataclass(frozen=True)
class RealSet:
    stem: str
    title: str
    title_en: str
    field: str
    keywords: tuple[str, ...]
    about: str
    citation: str
    licence: str
    read: Callable[[], Frame]


def package_file(package: str, path: str) -> Path:
    """Where a package keeps a data file; the package itself is not imported.

    Raises: CodesMissing when it is not installed.
    """
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise CodesMissing(f"sample: the package {package} is not installed; install gotgan[sample]")
    return Path(spec.origin).parent / path


def read_with_header(package: str, path: str) -> Frame:
    """A CSV whose first line names the columns."""
    with package_file(package, path).open(encoding="utf-8", newline="") as lines:
        names, *rows = csv.reader(lines)
    return Frame({name: [row[i] for row in rows] for i, name in enumerate(names)})


def read_classified(path: str, names: tuple[str, ...], classes: tuple[str, ...]) -> Frame:
    """A CSV of scikit-learn: a line of sizes, then numbers, the class last."""
    with package_file("sklearn", path).open(encoding="utf-8", newline="") as lines:
        _, *rows = csv.reader(lines)
    columns: dict[str, list[Cell]] = {name: [row[i] for row in rows] for i, name in enumerate(names)}
    return Frame({**columns, "분류": [classes[int(row[-1])] for row in rows]})


def read_digits() -> Frame:
    with gzip.open(package_file("sklearn", "datasets/data/digits.csv.gz"), "rt", encoding="utf-8") as lines:
        rows = [[str(int(float(cell))) for cell in row] for row in csv.reader(lines)]
    names = [f"화소{index // 8}_{index % 8}" for index in range(64)] + ["숫자"]
    return Frame({name: [row[i] for row in rows] for i, name in enumerate(names)})


def read_legal_dongs() -> Frame:
    dongs = dongs_in_force()
    return Frame({
        "법정동코드": [dong.code for dong in dongs],
        "시도명": [dong.sido for dong in dongs],
        "시군구명": [dong.sigungu for dong in dongs],
        "읍면동리명": [dong.name for dong in dongs],
    })  # fmt: skip


def _statsmodels(name: str) -> Callable[[], Frame]:
    return partial(read_with_header, "statsmodels", f"datasets/{name}/{name}.csv")


IRIS_NAMES = ("꽃받침길이(cm)", "꽃받침너비(cm)", "꽃잎길이(cm)", "꽃잎너비(cm)")
WINE_NAMES = ("알코올", "사과산", "회분", "회분알칼리도", "마그네슘", "총페놀", "플라보노이드", "비플라보노이드페놀",
              "프로안토시아닌", "색농도", "색상", "희석와인흡광도", "프롤린")  # fmt: skip
UCI = "UCI Machine Learning Repository (CC BY 4.0), scikit-learn에 들어 있는 사본"
PUBLIC_DOMAIN = "공유 저작물(public domain), statsmodels에 들어 있는 사본"

REAL_SETS = (
    RealSet("붓꽃_측정_자료", "붓꽃 측정 자료", "Iris measurements", "과학기술", ("붓꽃", "분류", "실습"),
            "세 종류 붓꽃 150송이의 꽃받침과 꽃잎 크기입니다.", f"Fisher 1936; {UCI}", "cc_by",
            partial(read_classified, "datasets/data/iris.csv", IRIS_NAMES, ("setosa", "versicolor", "virginica"))),
    RealSet("와인_성분_자료", "와인 성분 자료", "Wine constituents", "과학기술", ("와인", "성분", "실습"),
            "이탈리아 한 지역 와인 178점의 화학 성분입니다.", f"Aeberhard and Forina 1992; {UCI}", "cc_by",
            partial(read_classified, "datasets/data/wine_data.csv", WINE_NAMES, ("품종1", "품종2", "품종3"))),
    RealSet("손글씨_숫자_자료", "손글씨 숫자 자료", "Handwritten digits", "과학기술", ("손글씨", "숫자", "인식"),
            "8×8 화소로 줄인 손글씨 숫자 1,797개입니다.", f"Alpaydin and Kaynak 1998; {UCI}", "cc_by", read_digits),
    RealSet("이산화탄소_주간_농도", "마우나로아 이산화탄소 주간 농도", "Weekly CO2 at Mauna Loa", "환경기상",
            ("이산화탄소", "기후", "시계열"), "1958년부터 2001년까지 마우나로아에서 잰 대기 중 이산화탄소 농도입니다.",
            f"Keeling and Whorf 2004; {PUBLIC_DOMAIN}", "unrestricted", _statsmodels("co2")),
    RealSet("태양_흑점_수", "연도별 태양 흑점 수", "Yearly sunspots", "과학기술", ("태양", "흑점", "시계열"),
            "1700년부터 2008년까지의 연간 태양 흑점 수입니다.", f"NOAA; {PUBLIC_DOMAIN}", "unrestricted",
            _statsmodels("sunspots")),
    RealSet("나일강_유량", "나일강 연간 유량", "Flow of the Nile", "환경기상", ("나일강", "유량", "시계열"),
            "아스완에서 잰 1871년부터 1970년까지의 나일강 유량입니다.", f"Cobb 1978; {PUBLIC_DOMAIN}",
            "unrestricted", _statsmodels("nile")),
    RealSet("엘니뇨_해수면온도", "엘니뇨 해수면 온도", "El Niño sea surface temperature", "환경기상",
            ("엘니뇨", "해수면온도", "기후"), "1950년부터 2010년까지 태평양 적도 해역의 월별 해수면 온도입니다.",
            f"NOAA; {PUBLIC_DOMAIN}", "unrestricted", _statsmodels("elnino")),
    RealSet("미국_거시경제_지표", "미국 분기별 거시경제 지표", "US macroeconomic data", "재정금융",
            ("거시경제", "물가", "시계열"), "1959년부터 2009년까지 미국의 분기별 거시경제 지표입니다.",
            f"FRED; {PUBLIC_DOMAIN}", "unrestricted", _statsmodels("macrodata")),
    RealSet("법정동코드_목록", "법정동코드 목록", "Legal-dong codes", "공공행정", ("법정동", "행정표준코드", "코드표"),
            "2023년 5월 현재 쓰이는 읍면동과 리의 법정동코드입니다.", "행정표준코드관리시스템, PublicDataReader(MIT)에 들어 있는 사본",
            "unrestricted", read_legal_dongs),
)  # fmt: skip

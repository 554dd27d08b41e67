"""A seeded corpus of identifiers that belong to nobody, in every way of writing them, and of what only looks alike.

Resident numbers are of births in the 1800s (seventh digit 9 or 0) or of days to come; the others are drawn at random
with a right check digit where the kind has one.
"""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from tests.engine.detect_tables import resident_check

from gotgan.terms.finding import IdentifierKind as Kind

SEED = 20261126


@dataclass(frozen=True)
class Planted:
    """`text[start:end]` covers the identifier; `how` names the variant."""

    kind: str
    how: str
    text: str
    number: str


def _wide(text: str) -> str:
    return "".join(chr(ord(sign) + 0xFEE0) if sign.isdigit() else sign for sign in text)


def _every(sign: str) -> Callable[[str], str]:
    return lambda text: text.replace("-", sign)


def _split(sign: str) -> Callable[[str], str]:
    """The sign inside the first group of digits."""
    return lambda text: text[:2] + sign + text[2:]


SPELLINGS: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "bare": _every(""),
    "space": _every(" "),
    "spaced hyphen": _every(" - "),
    "dot": _every("."),
    "no-break space": _every("\u00a0"),
    "full-width": _wide,
    "full-width with hyphen": lambda text: _wide(text).replace("-", "\uff0d"),
    **{f"hyphen U+{code:04X}": _every(chr(code)) for code in range(0x2010, 0x2016)},
    "minus sign": _every("\u2212"),
    "soft hyphen": _every("\u00ad-"),
    "soft hyphen inside": _split("\u00ad"),
    "zero-width joiner": _split("\u200d"),
    "zero-width space": _split("\u200b"),
    "byte order mark": _every("\ufeff-"),
    "right-to-left mark": _split("\u200f"),
}
AROUND: tuple[tuple[str, str], ...] = (
    ("", ""), ("", "은"), ("", "입니다."), ("번호", "로"), ("(", ")"), ("[", "]"), ("\u2018", "\u2019"), ('"', '"'),
    ("첫째 줄\n", "\n다음 줄"), ("값=", ";"),
    (unicodedata.normalize("NFD", "신청 번호는 "), unicodedata.normalize("NFD", "이다")),
    ("\u300c", "\u300d"), ("비고:\t", "\t끝"),
)  # fmt: skip


def resident(draw: random.Random, *, has_check: bool = True) -> str:
    """Without a check digit: of a person to be born after October 2020, whose tail is random."""
    day = f"{draw.randrange(1, 13):02d}{draw.randrange(1, 29):02d}"
    year, gender = (
        (draw.randrange(100), draw.choice("90")) if has_check else (draw.randrange(60, 100), draw.choice("34"))
    )
    body = f"{year:02d}{day}{gender}{draw.randrange(10**5):05d}"
    wrong = (int(resident_check(body)) + draw.randrange(1, 10)) % 10
    return f"{body[:6]}-{body[6:]}{resident_check(body) if has_check else wrong}"


def foreigner(draw: random.Random) -> str:
    body = f"{draw.randrange(60, 100)}{draw.randrange(1, 13):02d}{draw.randrange(1, 29):02d}{draw.choice('78')}"
    body += f"{draw.randrange(10**5):05d}"
    return f"{body[:6]}-{body[6:]}{resident_check(body)}"


def business(draw: random.Random) -> str:
    body = f"{draw.randrange(100, 1000)}{draw.randrange(1, 100):02d}{draw.randrange(10**4):04d}"
    total = sum(int(digit) * weight for digit, weight in zip(body, (1, 3, 7, 1, 3, 7, 1, 3, 5), strict=True))
    return f"{body[:3]}-{body[3:5]}-{body[5:]}{-(total + int(body[8]) * 5 // 10) % 10}"


def corporation(draw: random.Random, heads: Sequence[str] = ("130171", "134581", "200171")) -> str:
    body = f"{draw.choice(heads)}{draw.randrange(10**6):06d}"
    total = sum(int(digit) * weight for digit, weight in zip(body, [1, 2] * 6, strict=True))
    return f"{body[:6]}-{body[6:]}{-total % 10}"


def card(draw: random.Random) -> str:
    body = draw.choice(("4", "51", "55", "2221", "9410", "6")).ljust(15, "x")
    body = "".join(str(draw.randrange(10)) if sign == "x" else sign for sign in body)
    doubled = sum(sum(divmod(2 * int(digit), 10)) for digit in body[-1::-2]) + sum(map(int, body[-2::-2]))
    digits = f"{body}{-doubled % 10}"
    return "-".join(digits[place : place + 4] for place in range(0, 16, 4))


CHECKED: dict[str, Callable[[random.Random], str]] = {
    Kind.RESIDENT_NUMBER: resident,
    Kind.FOREIGNER_NUMBER: foreigner,
    Kind.BUSINESS_NUMBER: business,
    Kind.CORPORATION_NUMBER: corporation,
    Kind.CARD_NUMBER: card,
}
WORDS = {
    Kind.RESIDENT_NUMBER: "주민등록번호 ", Kind.FOREIGNER_NUMBER: "외국인등록번호 ",
    Kind.BUSINESS_NUMBER: "사업자등록번호 ", Kind.CORPORATION_NUMBER: "법인등록번호 ", Kind.CARD_NUMBER: "카드번호 ",
}  # fmt: skip
"""Numbers without separators are told apart by such a word, or by their column."""


def in_texts(each: int = 1) -> Iterator[Planted]:
    """Every checked kind in every spelling inside every surrounding, and resident numbers without a check digit."""
    draw = random.Random(SEED)
    makers = [*CHECKED.items(), (Kind.RESIDENT_NUMBER, lambda draw: resident(draw, has_check=False))]
    for kind, make in makers:
        for how, spell in SPELLINGS.items():
            for before, after in AROUND:
                for _ in range(each):
                    number = spell(make(draw))
                    word = WORDS[kind] if how == "bare" or kind != Kind.RESIDENT_NUMBER else ""
                    yield Planted(kind, how, f"{word}{before}{number}{after}", number)


def columns(rows: int) -> Iterator[tuple[str, str, Sequence[str]]]:
    """(kind, spelling, cells) of columns whose name says nothing, one spelling each."""
    draw = random.Random(SEED + 1)
    for kind, make in [*CHECKED.items(), (Kind.RESIDENT_NUMBER, lambda draw: resident(draw, has_check=False))]:
        for how, spell in SPELLINGS.items():
            yield kind, how, [spell(make(draw)) for _ in range(rows)]


SEOUL = "c7"
"""Of these numbers only `corporation_number` is right; their first six digits are a day of birth as well."""


def alike(rows: int) -> dict[str, list[str]]:
    """Columns of what only looks like an identifier, by their name."""
    draw = random.Random(SEED + 2)

    def ean(head: str) -> str:
        body = head + f"{draw.randrange(10 ** (12 - len(head))):0{12 - len(head)}d}"
        return f"{body}{-sum(int(d) * w for d, w in zip(body, [1, 3] * 6, strict=True)) % 10}"

    def day() -> str:
        return f"20{draw.randrange(10, 27)}{draw.randrange(1, 13):02d}{draw.randrange(1, 29):02d}"

    makers: dict[str, Callable[[], str]] = {
        "예산액": lambda: str(draw.randrange(10**6, 10**13)),
        "집행액(원)": lambda: f"{draw.randrange(10**6, 10**13):,}",
        "주문번호": lambda: f"{day()}-{draw.randrange(10**7):07d}",
        "주문 일련": lambda: f"{day()}{draw.randrange(10**6):06d}",
        "타임스탬프": lambda: str(draw.randrange(1_500_000_000_000, 1_800_000_000_000)),
        "수집시점": lambda: str(draw.randrange(1_500_000_000, 1_800_000_000)),
        "기준일시": lambda: f"{day()}{draw.randrange(24):02d}{draw.randrange(60):02d}{draw.randrange(60):02d}",
        "ISBN": lambda: ean(draw.choice(("978", "979"))),
        "도서": lambda: ean("97889"),
        "바코드": lambda: ean("880"),
        "법정동코드": lambda: f"{draw.randrange(11, 52)}{draw.randrange(100, 900)}{draw.randrange(100, 200)}00",
        "필지고유번호": lambda: f"{draw.randrange(11, 52)}{draw.randrange(10**8):08d}1{draw.randrange(10**8):08d}",
        "위도": lambda: f"{33 + draw.random() * 5:.10f}",
        "작업번호": lambda: f"{draw.randrange(10**13):013d}",
        "계수": lambda: f"{draw.randrange(10**16):016d}",
        "버전": lambda: ".".join(str(draw.randrange(20)) for _ in range(3)),
        "문서": lambda: f"제{draw.randrange(2000, 2027)}-{draw.randrange(1000):03d}호",
        "결과": lambda: f"예산 {draw.randrange(1, 99)}조 {draw.randrange(1000, 9999)}억 원, {day()} 기준",
        "로그": lambda: (
            f"job {draw.randrange(1_500_000_000_000, 1_800_000_000_000)} ok in 0.{draw.randrange(10**13):013d}s"
        ),
        SEOUL: lambda: corporation(draw, ("110111",)),
        "기간": lambda: f"{draw.randrange(1500, 1900)}-{draw.randrange(1900, 2027)}",
    }
    return {name: [make() for _ in range(rows)] for name, make in makers.items()}

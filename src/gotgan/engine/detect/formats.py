"""Identifiers known by their form: licence, passport, account, plate, customs code, IPv6, health card.

None has a public check digit but the IBAN. What is common as a number (eleven digits, P and twelve) is looked for
only where the column (`said`) or a word near by speaks of it. Sources: korean-data.md 2, ISO 13616 (IBAN), RFC 4291.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator

from gotgan.engine.detect import context
from gotgan.engine.detect.hit import Hit
from gotgan.terms.finding import IdentifierKind as Kind

GAP = r"[ \t.\-]{0,3}"
"""What may stand between groups of digits, after `plain`."""
Said = frozenset[str]

IBAN = re.compile(r"(?<![A-Za-z0-9])([A-Za-z]{2})([0-9]{2})((?: ?[A-Za-z0-9]){11,30})(?![A-Za-z0-9])")
IPV6 = re.compile(r"(?<![0-9A-Za-z:.])(?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f]{0,4}(?![0-9A-Za-z:])")
LICENCE = re.compile(rf"(?<![0-9])(?:1[1-9]|2[0-68])({GAP})[0-9]{{2}}({GAP})[0-9]{{6}}({GAP})[0-9]{{2}}(?![0-9])")
PASSPORT = re.compile(r"(?<![0-9A-Za-z])[MSRODmsrod](?:[0-9]{3}[A-Za-z][0-9]{4}|[0-9]{8})(?![0-9A-Za-z])")
CUSTOMS = re.compile(r"(?<![0-9A-Za-z])[Pp][0-9]{12}(?![0-9])")
HEALTH_CARD = re.compile(r"(?<![0-9])[0-9]-?[0-9]{10}(?![0-9])")
ACCOUNT = re.compile(
    r"(?<![0-9.\-])[0-9]{2,6}-[0-9]{2,6}-[0-9]{2,7}(?:-[0-9]{1,3})?(?![0-9\-])|(?<![0-9])[0-9]{10,14}(?![0-9])"
)
_USES = "가나다라마거너더러머버서어저고노도로모보소오조구누두루무부수우주아바사자하허호배국합육공해"
PLATE = re.compile(
    rf"(?<![0-9,.])[0-9]{{2,3}} ?[{_USES}] ?[0-9]{{4}}(?![0-9]|,[0-9]|\.[0-9]| ?[억만천백원명건개년월㎡%])"
)
LEAST_GROUPS = 3
"""Of an IPv6 address that nothing near by calls one."""
SHORTEST_ACCOUNT, LONGEST_ACCOUNT = 10, 14
_NOT_DIGIT = re.compile(r"[^0-9]")
_RUN = re.compile(r"[0-9]+")


def numbers_in(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """`finditer` for a pattern that begins with the first digit of a run and ends with the last of one.

    Several times faster in prose: a leading look-behind would be tried at every sign.
    """
    reached = 0
    for run in _RUN.finditer(text):
        if run.start() >= reached and (match := pattern.match(text, run.start())):
            reached = match.end()
            yield match


def seek_ibans(text: str, _said: Said) -> Iterator[Hit]:
    for match in IBAN.finditer(text):
        shortened = _longest_iban(match.group())
        if shortened:
            yield Hit(Kind.BANK_ACCOUNT, match.start(), match.start() + shortened, True, True)


def _longest_iban(written: str) -> int:
    """How much of the text is an IBAN: words behind it may look like more of it. 0: none."""
    ends = [end for end in range(len(written), 14, -1) if end == len(written) or written[end] == " "]
    return next((end for end in ends if passes_iban(written[:end])), 0)


def passes_iban(written: str) -> bool:
    """ISO 7064 mod 97 over the rearranged letters and digits."""
    tight = written.replace(" ", "").upper()
    if not 15 <= len(tight) <= 34:
        return False
    return int("".join(str(int(sign, 36)) for sign in tight[4:] + tight[:4])) % 97 == 1


def seek_ipv6(text: str, said: Said) -> Iterator[Hit]:
    if ":" not in text:
        return
    for match in IPV6.finditer(text):
        written = match.group()
        groups = [group for group in written.split(":") if group]
        is_said = "::" in written and groups and _is_said(Kind.IP_ADDRESS, text, match, said)
        if (len(groups) >= LEAST_GROUPS or is_said) and _is_ipv6(written):
            yield Hit(Kind.IP_ADDRESS, *match.span(), True)


def _is_ipv6(written: str) -> bool:
    """Times of the day (12:30:45) are none: they have too few groups."""
    try:
        ipaddress.IPv6Address(written)
    except ValueError:
        return False
    return True


def seek_licences(text: str, said: Said) -> Iterator[Hit]:
    for match in numbers_in(LICENCE, text):
        is_said = _is_said(Kind.DRIVER_LICENCE, text, match, said)
        is_grouped = all(match.groups())
        if is_said or is_grouped:
            yield Hit(Kind.DRIVER_LICENCE, *match.span(), is_said or "-" in match.group(1))


def seek_passports(text: str, said: Said) -> Iterator[Hit]:
    for match in PASSPORT.finditer(text):
        is_said = _is_said(Kind.PASSPORT, text, match, said)
        is_new = match.group()[4].isalpha()
        if is_said or is_new:
            yield Hit(Kind.PASSPORT, *match.span(), is_said)


def seek_customs_codes(text: str, said: Said) -> Iterator[Hit]:
    for match in CUSTOMS.finditer(text):
        if _is_said(Kind.CUSTOMS_CODE, text, match, said):
            yield Hit(Kind.CUSTOMS_CODE, *match.span(), True)


def seek_health_cards(text: str, said: Said) -> Iterator[Hit]:
    for match in numbers_in(HEALTH_CARD, text):
        if _is_said(Kind.HEALTH_CARD, text, match, said):
            yield Hit(Kind.HEALTH_CARD, *match.span(), True)


def seek_plates(text: str, said: Said) -> Iterator[Hit]:
    for match in numbers_in(PLATE, text):
        yield Hit(Kind.VEHICLE_PLATE, *match.span(), _is_said(Kind.VEHICLE_PLATE, text, match, said))


def seek_accounts(text: str, said: Said) -> Iterator[Hit]:
    for match in numbers_in(ACCOUNT, text):
        digits = len(_NOT_DIGIT.sub("", match.group()))
        if SHORTEST_ACCOUNT <= digits <= LONGEST_ACCOUNT and _is_said(Kind.BANK_ACCOUNT, text, match, said):
            yield Hit(Kind.BANK_ACCOUNT, *match.span(), True)


def _is_said(kind: str, text: str, match: re.Match[str], said: Said) -> bool:
    return kind in said or context.speaks_of(kind, text, *match.span())

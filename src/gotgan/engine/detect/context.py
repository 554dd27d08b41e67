"""Words that say what a number is: in a column's name, or beside it in a text."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from gotgan.terms.finding import IdentifierKind as Kind

RESIDENT, FOREIGNER, BUSINESS = Kind.RESIDENT_NUMBER, Kind.FOREIGNER_NUMBER, Kind.BUSINESS_NUMBER
CORPORATION, CARD, PHONE = Kind.CORPORATION_NUMBER, Kind.CARD_NUMBER, Kind.PHONE
NOT_PERSONAL = "not_personal"
NUMBERING = "numbering"

# Compared without spaces, underscores and hyphens, case folded.
WORDS: dict[str, tuple[str, ...]] = {
    RESIDENT: (
        "주민등록번호", "주민번호", "주민등록", "주민no", "실명번호", "고유식별번호", "rrn", "jumin", "jumn",
        "residentnumber", "residentno", "residentregistration", "residentid", "residentreg", "ihidnum",
    ),
    FOREIGNER: (
        "외국인등록", "외국인번호", "거소신고", "frn", "foreignernumber", "foreignerno", "foreignerreg",
        "alienregistration", "aliennumber", "foreignregistration",
    ),
    BUSINESS: (
        "사업자", "사업장등록번호", "brn", "bizno", "biznum", "bizrno", "bizreg", "businessnumber", "businessno",
        "businessreg", "companyregno",
    ),
    CORPORATION: (
        "법인등록", "법인번호", "법인no", "crn", "corpno", "corpreg", "corporationnumber", "corporatenumber",
        "corporateregistration", "corporationreg", "jurirno",
    ),
    CARD: ("카드번호", "카드no", "신용카드", "체크카드", "결제카드", "법인카드", "cardno", "cardnum", "creditcard"),
    PHONE: (
        "전화", "연락처", "휴대폰", "핸드폰", "휴대", "팩스", "대표번호", "문의처", "무선번호", "콜센터",
        "phone", "mobile", "cellular", "cellno", "fax", "telno", "contactno", "telephone", "contactnumber",
    ),
    Kind.EMAIL: ("이메일", "메일", "전자우편", "email", "mail"),
    Kind.IP_ADDRESS: ("ip주소", "아이피", "ipaddr", "ipaddress", "접속ip", "clientip", "remoteaddr", "ipv4"),
    Kind.HEALTH_CARD: ("건강보험증", "보험증번호", "건보증", "healthcard", "healthinsurance"),
    Kind.DRIVER_LICENCE: ("운전면허", "면허번호", "driverlicen", "driverslicen", "licenceno", "licenseno"),
    Kind.PASSPORT: ("여권", "passport"),
    Kind.BANK_ACCOUNT: ("계좌", "예금번호", "accountno", "accountnum", "bankaccount", "acctno", "iban"),
    Kind.VEHICLE_PLATE: ("차량번호", "자동차번호", "차번호", "번호판", "자동차등록번호", "plateno", "licenseplate", "carno"),
    Kind.CUSTOMS_CODE: ("통관부호", "통관고유", "pccc", "customscode"),
    Kind.PERSON_NAME: (
        "성명", "성함", "대표자", "신청자", "신청인", "민원인", "환자명", "학생명", "보호자", "담당자", "작성자", "수급자", "가입자",
        "고객명", "회원명", "직원명", "소유자", "세대주", "예금주", "피해자", "사용자명", "수령인", "personname", "fullname",
        "firstname", "lastname", "customername", "username", "patientname", "교사명", "강사명", "자녀명", "아동명",
        "신고자", "신고인", "청구인", "임차인", "임대인", "계약자", "후보자",
    ),
    Kind.BIRTH_DATE: ("생년월일", "생일", "출생일", "출생년월일", "birthdate", "birthday", "dateofbirth"),
    Kind.ADDRESS: (
        "주소", "거주지", "주거지", "거소지", "homeaddress", "streetaddress", "postaladdress", "mailingaddress",
    ),
    Kind.COORDINATES: ("자택위도", "자택경도", "거주지위도", "거주지경도", "현재위치", "이동위치", "homelat", "homelon"),
    NOT_PERSONAL: (
        "바코드", "barcode", "isbn", "gtin", "상품코드", "timestamp", "타임스탬프", "일시", "시각", "epoch",
        "관리번호", "접수번호", "문서번호", "일련번호", "등록일", "수정일", "버전", "version",
    ),
    NUMBERING: (
        "항목", "목차", "조항", "순번", "분류", "장절", "조문", "단계", "과제번호", "세부번호", "section", "chapter", "clause",
        "numbering", "outline", "classification",
    ),
}  # fmt: skip
# Too short to be looked for inside other words; with the abbreviations of the common standard terms of public
# databases (공공데이터 공통표준용어: RRNO, FLNM, BRDT, ...).
WHOLE_NAMES: dict[str, tuple[str, ...]] = {
    PHONE: ("tel", "hp", "cell", "handphone", "휴대번호", "contact", "ars", "fxno"),
    Kind.IP_ADDRESS: ("ip",),
    CARD: ("card", "카드"),
    BUSINESS: ("biz", "brno"),
    CORPORATION: ("crno",),
    RESIDENT: ("주민", "ssn", "rrno"),
    FOREIGNER: ("frno",),
    Kind.PERSON_NAME: ("이름", "name", "flnm"),
    Kind.BIRTH_DATE: ("dob", "birth", "brdt"),
    Kind.ADDRESS: ("address", "addr"),
    Kind.BANK_ACCOUNT: ("account", "actno"),
    Kind.VEHICLE_PLATE: ("vhrno",),
    NOT_PERSONAL: ("ts", "time", "ean"),
}
# `전화건수` counts calls, `주민등록인구` people: such columns hold no numbers of persons. `출생일자` is a birth all the same.
_QUANTITY = re.compile(
    r"(?:건수|횟수|수량|대수|인구|인구수|세대수|자수|율|량|여부|(?<!출생)(?<![^발]생년월)(?<!^생년월)(?<![^발]생)(?<!^생)일[시자]|금액|요금|count|rate|amount)$"
)
# Where a facility stands is no home; a mail's or a machine's address is no place.
_NO_HOME = re.compile(
    r"소재지|발생지|시설|설치|사업장|영업장|기관|업소|매장|회사|법인|본사|지점|판매|ip|아이피|mail|메일|url|web|mac|홈페이지|인터넷|"
    r"학교|도서관|병원|약국|공원|센터|청사|주차장|충전소|어린이집|유치원|박물관|미술관|체육|경로당|회관|공장|창고|점포|관광"
)
_NO_PERSON = re.compile(
    r"번호|코드|여부|유형|구분|부서|소속|전화|연락처|메일|직위|직급|수$|id$|no$|"
    r"(?:서비스|메뉴|상품|제품|축제|행사|시설|기관|학교|회사|업체|부서|지역|도시|국가|노선|파일|사업|과목|단체|품목|작물|"
    r"나무|식물|동물|공원|건물|도로|정류장|관측소|병원|은행|상표|모형|장비|자료|항목)명$|"
    r"(?:school|station|stop|company|corp|firm|org|organi[sz]ation|inst|institution|agency|dept|department|team|facility|"
    r"building|bldg|bld|store|shop|brand|product|item|goods|model|file|table|column|field|city|country|nation|region|area|"
    r"district|province|sido|sigungu|sgg|dong|emd|road|street|place|park|event|project|category|class|code|type|group|"
    r"course|subject|disease|drug|menu|hospital|bank|site|host|domain|service|program|system)(?:kor|eng|ko|en|kr)?name$"
)
_NO_BIRTH = re.compile(r"(?:발|학|재)생(?:년월)?일")
_JOINERS = re.compile(r"[\s_\-./()\[\]:]+")
_PARTS = re.compile(r"[\s_\-./()\[\]:]+|(?<=[a-z])(?=[A-Z])")


_OUTSPOKEN = {RESIDENT, FOREIGNER, BUSINESS, CORPORATION, CARD, PHONE}


@lru_cache(maxsize=20_000)
def kinds_of_name(*names: str) -> frozenset[str]:
    """The kinds a column's names speak of (and `not_personal`)."""
    found: set[str] = set()
    for name in names:
        composed = unicodedata.normalize("NFKC", name)
        tight = _JOINERS.sub("", composed).casefold().replace("이름", "명")
        if _QUANTITY.search(tight):
            continue
        parts = {part.casefold() for part in _PARTS.split(composed)}
        here = {kind for kind, words in WORDS.items() if any(word in tight for word in words)}
        here |= {kind for kind, words in WHOLE_NAMES.items() if parts & set(words)}
        found |= here - _taken_back(tight)
    return frozenset(found - {NOT_PERSONAL} if found & _OUTSPOKEN else found)


def _taken_back(tight: str) -> set[str]:
    """Kinds that another word of the same name takes back: 소재지주소, 담당자전화번호, station_name, 발생일."""
    pairs = ((_NO_HOME, Kind.ADDRESS), (_NO_PERSON, Kind.PERSON_NAME), (_NO_BIRTH, Kind.BIRTH_DATE))
    return {str(kind) for pattern, kind in pairs if pattern.search(tight)}


BEFORE_CODE_POINTS, AFTER_CODE_POINTS = 24, 12
_TEXT_WORDS: dict[str, tuple[str, ...]] = {
    RESIDENT: (
        "주민등록번호", "주민번호", "주민등록", "주민", "생년월일", "(?<!법인)(?<!사업자)등록번호", "실명", "신원",
        "resident", "rrn",
    ),
    FOREIGNER: ("외국인", "거소", "foreigner", "alien"),
    CORPORATION: ("법인",),
    BUSINESS: ("사업자", "사업장", "business", "biz"),
    CARD: ("카드", "card", "결제"),
    PHONE: (
        "전화", "연락", "휴대", "핸드폰", "팩스", "문의", "대표번호", "콜센터", "tel", "phone", "fax", "mobile", "call",
    ),
    Kind.DRIVER_LICENCE: ("면허", "licen[cs]e"),
    Kind.PASSPORT: ("여권", "passport"),
    Kind.BANK_ACCOUNT: ("계좌", "은행", "입금", "송금", "농협", "신협", "새마을금고", "카카오뱅크", "토스뱅크", "account", "bank"),
    Kind.VEHICLE_PLATE: ("차량", "번호판", "차번", "자동차", "plate", "vehicle"),
    Kind.CUSTOMS_CODE: ("통관", "customs", "pccc"),
    Kind.HEALTH_CARD: ("건강보험", "보험증", "health card", "insurance"),
    Kind.IP_ADDRESS: ("ip", "아이피", "접속", "주소", "server", "서버", "host"),
}  # fmt: skip
_TEXT_PATTERNS = {kind: re.compile("|".join(words), re.IGNORECASE) for kind, words in _TEXT_WORDS.items()}


def speaks_of(kind: str, text: str, start: int, end: int) -> bool:
    """Whether a word of `kind` stands just before (or just after) the span."""
    window = text[max(0, start - BEFORE_CODE_POINTS) : start] + " " + text[end : end + AFTER_CODE_POINTS]
    if not window.isascii():
        window = unicodedata.normalize("NFKC", window)
    return _TEXT_PATTERNS[kind].search(window) is not None

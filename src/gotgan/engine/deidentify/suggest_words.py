"""Why something is suggested for a column, in words: counts and names of kinds, never a value."""

from __future__ import annotations

from collections.abc import Mapping

REASONS: Mapping[str, tuple[str, str]] = {
    "names_a_person": (
        "{kind_ko}이(가) {count}건 있습니다. 사람을 바로 가리키고 분석에는 쓰이지 않으므로 지웁니다.",
        "It holds {kind_en} ({count}). That names a person outright and no analysis needs it: taken out.",
    ),
    "links_records": (
        "{kind_ko}이(가) {count}건 있습니다. 같은 대상의 기록을 이을 수 있게 가명으로 바꿉니다.",
        "It holds {kind_en} ({count}). A keyed pseudonym keeps records of the same one together.",
    ),
    "born_on": (
        "생년월일 {count}건이 있습니다. 달보다 좁게 남지 않도록 일반화합니다.",
        "It holds days of birth ({count}). Generalised, never narrower than the month.",
    ),
    "found_in_text": (
        "글 속에 {kind_ko}이(가) {count}건 있습니다. 찾은 부분만 대체어로 바꿉니다.",
        "Its running text holds {kind_en} ({count}). Only what is found is replaced by surrogates.",
    ),
    "free_text": (
        "자유롭게 쓴 글입니다. 찾지 못한 이름이 있을 수 있으므로 바꾸고, 사람이 읽어 확인해야 합니다.",
        "It is free text. A name that nothing found may stand in it: replaced where found, and to be read by a person.",
    ),
    "called_so": (
        "이름으로 보아 사람을 바로 가리킵니다. 값에서 찾지 못했어도 지웁니다.",
        "Its name says that it names a person outright. Taken out, though nothing was found in its values.",
    ),
    "row_number": (
        "줄 번호입니다. 원본의 차례가 드러나므로 지웁니다.",
        "It numbers the rows. The order of the original would show: taken out.",
    ),
    "record_id": (
        "줄마다 다른 번호입니다. 다른 자료와 이어질 수 있으므로 가명으로 바꿉니다.",
        "Its values differ from row to row as an id does. Other data could be joined to it: a keyed pseudonym instead.",
    ),
    "sensitive": (
        "이름으로 보아 민감한 내용입니다. 값은 두되, 같은 묶음 안에서 고루 섞이는지 확인합니다.",
        "Its name speaks of what is sensitive. Kept, and each class is checked to hold several of its values.",
    ),
    "known_to_others": (
        "다른 사람이 알 만한 특성이고 값이 {distinct}가지입니다. 묶음이 충분히 커지도록 일반화합니다.",
        "Others may know it of a person; it has {distinct} values. Generalised until classes are large enough.",
    ),
    "day_of_event": (
        "날짜입니다. 그날의 일을 아는 사람이 알아볼 수 있으므로 일반화합니다.",
        "It is a day. Who knows what happened then could recognise the row: generalised.",
    ),
    "outliers": (
        "드물게 큰 값이 있어 한 사람이 드러날 수 있습니다. 위쪽 5 % 경계에서 자릅니다.",
        "A few values stand out and could single a person out. Coded at the bound of the upper 5 %.",
    ),
    "exact_amount": (
        "정확한 금액은 다른 자료와 맞춰 볼 수 있습니다. 반올림합니다.",
        "An exact amount can be matched with other data: rounded.",
    ),
    "nothing_seen": (
        "식별하거나 다른 자료와 이을 만한 것이 보이지 않습니다. 찾지 못했다고 없는 것은 아닙니다.",
        "Nothing in it was seen to identify or to link. That nothing was found proves nothing.",
    ),
}
KINDS: Mapping[str, tuple[str, str]] = {
    "resident_number": ("주민등록번호", "resident numbers"),
    "foreigner_number": ("외국인등록번호", "foreigner numbers"),
    "business_number": ("사업자등록번호", "business numbers"),
    "corporation_number": ("법인등록번호", "corporation numbers"),
    "driver_licence": ("운전면허번호", "driver licences"),
    "passport": ("여권번호", "passports"),
    "health_card": ("건강보험증번호", "health cards"),
    "phone": ("전화번호", "phone numbers"),
    "email": ("전자우편 주소", "e-mail addresses"),
    "ip_address": ("IP 주소", "IP addresses"),
    "card_number": ("카드번호", "card numbers"),
    "bank_account": ("계좌번호", "bank accounts"),
    "vehicle_plate": ("차량번호", "vehicle plates"),
    "customs_code": ("개인통관고유부호", "customs codes"),
    "address": ("주소", "addresses"),
    "person_name": ("이름", "names of persons"),
    "birth_date": ("생년월일", "days of birth"),
    "coordinates": ("좌표", "coordinates"),
    "face_voice": ("얼굴·음성", "faces or voices"),
}


def reason_of(because: str, **values: object) -> dict[str, str]:
    """{ko, en}. `kind`, where a reason names one, is the finding's code; an unknown one stands as it is."""
    kind = str(values.get("kind", ""))
    kind_ko, kind_en = KINDS.get(kind, (kind, kind))
    korean, english = (text.format(kind_ko=kind_ko, kind_en=kind_en, **values) for text in REASONS[because])
    return {"ko": korean, "en": english}

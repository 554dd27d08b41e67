"""The words of the data card, in Korean and English."""

from __future__ import annotations

from collections.abc import Mapping

from gotgan.terms.questionnaire import Words

_SAID: Mapping[str, tuple[str, str]] = {
    "about": (
        "*잼*: 모든 행에서 잰 것. *답*: 보유 기관이 답한 것. 적히지 않은 것은 알려지지 않은 것입니다.",
        "*measured*: from all rows. *declared*: answered by the organisation that holds the data."
        " What is not written here is not known.",
    ),
    "measured": ("잼", "measured"),
    "declared": ("답", "declared"),
    "contents": ("내용", "Contents"),
    "files": ("파일", "Files"),
    "table": ("표", "table"),
    "rows": ("행", "rows"),
    "columns": ("항목", "columns"),
    "columns_of": ("항목", "Columns"),
    "column": ("항목", "column"),
    "made_from": ("원본", "made from"),
    "file": ("파일", "file"),
    "format": ("형식", "format"),
    "split": ("구분", "split"),
    "type": ("자료형", "type"),
    "missing": ("빈 값", "missing"),
    "distinct": ("서로 다른 값", "distinct"),
    "source_sha256": ("원본 sha256", "source sha256"),
    "source_format": ("원본 형식", "source format"),
    "encoding": ("인코딩", "encoding"),
    "header_rows": ("제목 행", "header rows"),
    "duplicate_rows": ("중복 행", "duplicate rows"),
    "splits": ("나눔", "Splits"),
    "by_group": (
        "{columns} 값 하나는 한 구분에만 있습니다({units}개 묶음, 시드 {seed}).",
        "No value of {columns} stands in two splits ({units} groups, seed {seed}).",
    ),
    "by_time": (
        "{columns} 순서로 잘랐습니다. 뒤 구분은 앞 구분이 끝난 다음에 시작합니다.",
        "Cut by {columns}: each split begins after the one before it has ended.",
    ),
    "by_row": ("같은 행은 한 구분에만 있습니다(시드 {seed}).", "Equal rows stand in one split only (seed {seed})."),
    "checked": (
        "쓴 파일을 다른 코드로 다시 살펴 겹침이 없음을 확인했습니다.",
        "The written files were looked through by separate code: nothing is shared.",
    ),
    "wanted": ("요청", "asked"),
    "reached": ("결과", "reached"),
    "personal": ("개인정보", "Personal information"),
    "found_none": (
        "개인정보나 보호 식별자가 발견되지 않았습니다. 없다는 보장은 아닙니다.",
        "No personal or protected identifier was found; that is no promise that there is none.",
    ),
    "found": ("개인정보나 보호 식별자가 발견되었습니다:", "Personal or protected identifiers were found:"),
    "hits": ("{count}건", "{count} hits"),
    "covered": (
        "사진 열 {column}({pictures}장): {models}(으)로 찾아 가린 곳은 {numbers}입니다. "
        "검출기는 얼굴과 번호판을 다 찾지 못하므로, 사람이 보고 확인해야 합니다.",
        "Pictures in column {column} ({pictures}): covered where {models} found something, {numbers}. "
        "Detectors miss faces and plates (their recall is not 100 %): a person must look and confirm.",
    ),
    "covered_face": ("사진 {pictures}장의 얼굴 {regions}곳", "{regions} face(s) in {pictures} picture(s)"),
    "covered_plate": ("사진 {pictures}장의 번호판 {regions}곳", "{regions} number plate(s) in {pictures} picture(s)"),
    "confirmed": (
        "이름을 밝힌 사람이 이대로 묶어도 된다고 확인했습니다(`receipt.json`).",
        "A named person confirmed that it may be packaged so (`receipt.json`).",
    ),
    "text": ("글", "text"),
    "made": ("만든 과정", "How it was made"),
    "no_steps": ("앞선 처리의 처리 기록이 없습니다.", "No receipt of an earlier step is known."),
    "lineage": (
        "원본부터 이 파일까지의 이력은 `lineage.json`(PROV)에 있습니다.",
        "`lineage.json` (PROV) leads from the source to these files.",
    ),
    "origin": ("출처와 목적", "Origin and purpose"),
    "rights": ("권리와 이용", "Rights and use"),
    "labels": ("라벨", "Labels"),
    "limits": ("한계와 편향", "Limitations and bias"),
    "upkeep": ("갱신과 보존", "Upkeep"),
    "unknown": ("알려지지 않은 것", "Not known"),
    "ask": ("보유 기관에 물어야 합니다:", "Ask the organisation that holds the data:"),
    "everything_known": ("묻는 것은 모두 답이 있습니다.", "Everything that is asked has an answer."),
    "programs": (
        "`manifest.json`은 모든 파일의 sha256, `croissant.json`은 프로그램을 위한 설명입니다.",
        "`manifest.json` holds the sha256 of every file, `croissant.json` the description for programs.",
    ),
}

TOPICS: Mapping[str, tuple[tuple[str, str, str], ...]] = {
    "origin": (
        ("original_purpose", "구축·수집 목적", "Purpose of collection"),
        ("collection_method", "수집 방법", "Method of collection"),
        ("population_or_sample", "전수·표본", "Population or sample"),
        ("sampling_method", "표본 추출 방법", "Sampling method"),
        ("source_bodies", "제공받은 기관", "Bodies it came from"),
        ("legal_basis", "법적 근거", "Legal basis"),
        ("first_year", "최초 연도", "First year"),
        ("period_covered", "대상 기간", "Period covered"),
        ("region", "지역 범위", "Region covered"),
        ("record_unit", "자료 단위", "What a record is"),
    ),
    "rights": (
        ("licence", "이용허락", "Licence"),
        ("owner", "권리자", "Owner"),
        ("permitted_purposes", "목적별 허용", "Permission per purpose"),
        ("contract_restrictions", "계약상 제한", "Contract restrictions"),
        ("ai_tasks", "활용 가능한 AI 과제", "AI tasks it would serve"),
        ("eligible_users", "이용 가능한 사람", "Who may use it"),
    ),
    "labels": (
        ("labels_present", "라벨 유무", "Labels present"),
        ("label_type", "라벨 종류", "Kind of label"),
        ("labeller", "라벨 작업자", "Who labelled"),
        ("label_schema", "라벨 구조", "Meaning of the labels"),
        ("label_guideline", "라벨 작업 지침", "Labelling guideline"),
        ("label_agreement", "라벨 일치도", "Agreement between labellers"),
        ("label_share", "라벨 비율", "Share labelled"),
    ),
    "limits": (
        ("known_bias", "대표성·편향", "Representativeness and bias"),
        ("known_defects", "알려진 결함", "Known defects"),
        ("harm_if_misused", "오용 위험", "Harm if misused"),
    ),
    "upkeep": (
        ("update_cycle", "갱신 주기", "Update cycle"),
        ("retention_end", "보존 기한", "End of retention"),
    ),
}
"""What a card asks, by section: (key of the standard questionnaire, Korean, English)."""

PERSONAL_TOPIC = (
    "personal_data",
    "보유 기관이 보기에 개인정보가 있는지",
    "Whether the holder says that it is personal data",
)

TYPES: Mapping[str, str] = {
    "text": "글", "integer": "정수", "decimal": "소수", "boolean": "참·거짓", "date": "날짜", "datetime": "일시",
    "time": "시각", "binary": "바이트",
}  # fmt: skip
SPLIT_NAMES: Mapping[str, str] = {"train": "학습", "validation": "검증", "test": "시험", "": ""}


def said(name: str) -> Words:
    korean, english = _SAID[name]
    return Words(korean, english)


def word(name: str, language: str) -> str:
    """`language`: ko or en."""
    return str(getattr(said(name), language))

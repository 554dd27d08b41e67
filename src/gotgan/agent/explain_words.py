"""What an explanation says, in English and Korean."""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, tuple[str, str]] = {
    "title": ("What this file discloses", "이 파일이 드러내는 것"),
    "about": ("About the scan", "점검에 관한 사항"),
    "sealed": ("sealed with key", "봉인한 키"),
    "unsealed": ("not sealed: who made it cannot be proved", "봉인 없음: 누가 만들었는지 증명할 수 없음"),
    "file": ("file", "파일"),
    "table": ("table", "표"),
    "column": ("column", "열"),
    "metrics": ("metrics, which are no values", "값이 아닌 지표"),
    "values": ("values taken from the data", "데이터에서 나온 값"),
    "no_values": ("values taken from the data: none", "데이터에서 나온 값: 없음"),
    "withheld": ("withheld, because this was found in it", "이것이 발견되어 뺀 값"),
    "finding": ("found", "발견"),
    "sketch": ("keyed hashes for comparison", "비교용 키 해시"),
    "hashes": ("hashes", "해시"),
    "no_sketch": (
        "keyed hashes: left out, because this was found in it",
        "키 해시: 이것이 발견되어 뺌",
    ),
    "no_sketches": ("keyed hashes: none", "키 해시: 없음"),
    "key": ("key", "키"),
    "more": ("more", "그 밖에"),
    "total": ("In total", "합계"),
    "files": ("entries", "항목"),
    "tables": ("tables", "표"),
    "columns": ("columns", "열"),
    "columns_withheld": ("columns with values withheld", "값을 뺀 열"),
    "values_told": ("values taken from the data", "데이터에서 나온 값"),
    "examples": ("masked examples", "가린 예시"),
    "names": (
        "Names of folders, files, sheets and columns are disclosed as they are, identifiers in them masked:"
        " read them before the file leaves",
        "폴더·파일·시트·열 이름은 그 안의 식별자만 가리고 그대로 드러납니다. 내보내기 전에 읽어 보십시오",
    ),
    "never": (
        "Never in it: a row, a whole identifier, a value of a column in which an identifier was found,"
        " the content of a document or picture, the key of the hashes",
        "절대 들어가지 않는 것: 행, 식별자 전체, 식별자가 발견된 열의 값, 문서나 그림의 내용, 해시의 키",
    ),
}  # fmt: skip


def word(name: str, language: str) -> str:
    """`language`: ko, else English."""
    english, korean = WORDS[name]
    return korean if language == "ko" else english


LABELS: Mapping[str, str] = {
    "root": "대상", "started": "시작", "finished": "끝", "counts": "집계", "kind": "종류",
    "algorithm": "방식", "key_id": "키 이름", "value": "서명",
    "size_bytes": "크기(바이트)", "sha256": "해시(sha256)", "format": "형식", "encoding": "인코딩", "status": "상태",
    "reason": "까닭", "path": "경로", "delimiter": "구분자", "header_rows": "제목 행 수", "rows": "행 수",
    "duplicate_rows": "중복 행 수", "ragged_rows": "칸 수가 다른 행 수", "warnings": "주의",
    "original_name": "원래 이름", "position": "순서", "type": "자료형", "semantic_type": "의미형", "count": "개수",
    "nulls": "빈 값 수", "blanks": "공백 수", "distinct": "서로 다른 값 수", "distinct_is_exact": "정확함",
    "distinct_error": "오차", "mean": "평균", "stddev": "표준편차", "zeros": "0의 수", "negatives": "음수의 수",
    "length": "길이", "min": "최솟값", "max": "최댓값", "top": "자주 나오는 값", "quantiles": "분위수",
    "histogram": "분포", "sentinels": "결측 표시값", "patterns": "모양", "share": "비율", "confidence": "확신도",
    "decided_by": "판정 근거", "masked_examples": "가린 예시", "impossible": "없는 날짜", "means": "뜻",
    "column": "열", "name": "이름", "header": "제목",
    "version": "판", "canonical": "표준형 판", "sampler": "표본기",
    "replacement_characters": "깨진 글자가 든 칸 수", "entropy": "엔트로피(비트)", "scripts": "문자 종류 비율",
    "mixed_type_rate": "혼합 형식 비율", "lexical_types": "쓰인 방식 비율", "outlier_share": "이상값 비율",
    "semantic_types": "의미형 비율", "unit": "단위", "header_hash": "제목 행 해시",
    "examined": "정밀 관찰한 행", "ai_use": "인공지능 활용", "duplicate_row_rate": "중복 행 비율",
    "keys": "키 후보", "trios": "세 칸 조합 스케치", "media": "그림·소리·글·문서", "time_coverage": "시간 범위",
    "spatial_extent": "공간 범위", "code_list": "코드표 대조", "text_use": "글 활용",
    "dependencies": "함수 종속",
}  # fmt: skip


def label(key: str, language: str) -> str:
    """The name of a key of the document: itself in English, and where no Korean word is known."""
    return LABELS.get(key, key) if language == "ko" else key

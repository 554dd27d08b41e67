"""Media: facts of pictures, sounds, texts and documents that the scan opened (docs/reference/scan-media.md)."""

from __future__ import annotations

from gotgan.engine.quality.look import Look
from gotgan.engine.quality.measured import Measured, not_asked, percent
from gotgan.engine.quality.registry import measure
from gotgan.terms.questionnaire import Words

DEFECTS = {
    "dark": "어두움", "light": "지나치게 밝음", "blurry": "흐림", "low_information": "내용 없음", "silent": "무음",
    "clipped": "찌그러짐", "repetitive": "되풀이", "lost_characters": "깨진 글자", "no_text": "글자 없음",
    "restricted": "잠김",
}  # fmt: skip


@measure("media.sound")
def sound(look: Look) -> Measured:
    """1 less the flags per file: dark, blurry, silent, clipped, repetitive and the like."""
    kinds, flags = look.facts.media.get("kinds") or {}, look.facts.media.get("flags") or {}
    files = sum(number for kind, number in kinds.items() if kind != "label")
    if not files:
        return not_asked("이미지·소리·글·문서 파일이 없습니다.", "It holds no pictures, sounds, texts or documents.")
    bad = {name: flags[name] for name in sorted(flags) if name in DEFECTS and flags[name]}
    share = max(0.0, 1 - sum(bad.values()) / files)
    ko = ", ".join(f"{DEFECTS[name]} {number:,}" for name, number in bad.items()) or "없음"
    en = ", ".join(f"{name} {number:,}" for name, number in bad.items()) or "none"
    said = Words(f"파일 {files:,}개의 결함: {ko}.", f"Defects in {files:,} files: {en}.")
    return Measured(share, said, look.method, 0.7, look.scan, (), files)


@measure("media.files")
def files(look: Look) -> Measured:
    """How many pictures, sounds, texts or documents."""
    kinds = look.facts.media.get("kinds") or {}
    number = sum(count for kind, count in kinds.items() if kind != "label")
    if not number:
        return not_asked("이미지·소리·글·문서 파일이 없습니다.", "It holds no pictures, sounds, texts or documents.")
    said = Words(f"파일이 {number:,}개입니다.", f"It holds {number:,} such files.")
    return Measured(float(number), said, look.method, 1.0, look.scan, (), number)


@measure("media.hours")
def hours(look: Look) -> Measured:
    """Hours of sound."""
    seconds = float(look.facts.media.get("seconds") or 0)
    if not seconds:
        return not_asked("소리가 없습니다.", "It holds no sound.")
    said = Words(f"소리가 {seconds / 3600:.1f}시간 분량입니다.", f"It holds {seconds / 3600:.1f} hours of sound.")
    return Measured(seconds / 3600, said, look.method, 1.0, look.scan)


@measure("media.tokens")
def tokens(look: Look) -> Measured:
    """Tokens of running text, estimated: of texts and documents, and of columns of prose."""
    of_columns = sum(each.told["text_use"]["tokens"] for each in look.prose)
    number = int(look.facts.media.get("tokens") or 0) + of_columns
    if not number:
        return not_asked("줄글이 없습니다.", "It holds no running text.")
    said = Words(f"줄글이 약 {number:,}토큰입니다.", f"It holds about {number:,} tokens of running text.")
    return Measured(float(number), said, look.close_method, 0.8, look.scans or look.scan)


@measure("media.extractable")
def extractable(look: Look) -> Measured:
    """The share of documents from which text comes without character recognition."""
    number = sum(int(each.get("files") or 0) for each in look.facts.documents)
    if not number:
        return not_asked("문서 파일이 없습니다.", "It holds no documents.")
    bare = sum(int(each.get("no_text") or 0) for each in look.facts.documents)
    share = max(0.0, 1 - bare / number)
    said = Words(
        f"문서 {number:,}개 가운데 {bare:,}개는 문자 인식이 필요합니다(글 추출 {percent(share)}).",
        f"{bare:,} of {number:,} documents need character recognition ({percent(share)} give text).",
    )
    return Measured(share, said, look.method, 1.0, look.scan, (), number)

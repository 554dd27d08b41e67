"""Facts of one sound: form, length, silence, clipping; decoded block by block and never as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile  # type: ignore[import-untyped]
from numpy.typing import NDArray

from gotgan.engine.media.file import FileFacts, digest_file, unreadable
from gotgan.engine.media.sound_extent import is_cut

FRAME_SECONDS = 0.02
"""Silence is judged by frames of this length, as speech recognition cuts its input."""
SILENCE_DBFS = -60.0
"""A frame is silent when its root mean square, over all channels, is below this (0 = full scale)."""
SILENT_FROM = 0.95
"""Flag `silent`: at least this share of the length is silence."""
CLIPPED_FROM = 0.001
"""Flag `clipped`: at least this share of the samples is at full scale."""
MOST_SECONDS = 48 * 3600
"""Longer sounds are refused when that many seconds were decoded: a small FLAC can hold years of silence."""
_BLOCK_SAMPLES = 1 << 20
_LONGEST_FRAME = 1 << 16
_BITS = {"PCM_S8": 8, "PCM_U8": 8, "PCM_16": 16, "PCM_24": 24, "ALAC_16": 16, "ALAC_24": 24}
_FULL_SCALE = {name: 1 - 2.0 ** (1 - bits) for name, bits in _BITS.items()} | {
    "PCM_32": 1 - 2.0**-23,
    "ULAW": 32124 / 32768,
    "ALAW": 32256 / 32768,
}
"""The greatest positive value of forms that do not reach 1.0."""
_UNKNOWN_FORM = 1

Samples = NDArray[np.float32]


@dataclass(frozen=True, kw_only=True)
class AudioFacts(FileFacts):
    """One sound. `silence_share` of its length, `clipping_share` of its samples (all channels): 0 to 1."""

    format: str = ""
    subtype: str = ""
    seconds: float | None = None
    sample_rate: int = 0
    channels: int = 0
    silence_share: float | None = None
    clipping_share: float | None = None
    flags: tuple[str, ...] = ()


class _Unfit(Exception):
    """The file cannot be measured; the message is its problem."""


@dataclass
class _Tally:
    frames: int = 0
    silent: int = 0
    clipped: int = 0


def measure_audio(file: Path, path: str) -> AudioFacts:
    """Measure one file, reported as `path`. What cannot be measured is an entry with its problem."""
    try:
        size, sha256 = digest_file(file)
    except OSError as error:
        return AudioFacts(path=path, problem=unreadable(error))
    try:
        if not size:
            raise _Unfit("is empty; fetch it again")
        return _measured(file, path, size, sha256)
    except _Unfit as error:
        problem = str(error)
    except soundfile.LibsndfileError as error:
        problem = _damage(error)
    except (TypeError, ValueError, RuntimeError, OSError):
        problem = "is damaged; fetch it again"
    return AudioFacts(path=path, size_bytes=size, sha256=sha256, problem=problem)


def _measured(file: Path, path: str, size: int, sha256: str) -> AudioFacts:
    if is_cut(file):
        raise _Unfit("is cut short, or its writer never closed it; fetch it again")
    with soundfile.SoundFile(str(file)) as sound:
        tally = _tally(sound)
        rate, channels = sound.samplerate, sound.channels
        format_, subtype, declared = sound.format, sound.subtype, sound.frames
    if not tally.frames:
        raise _Unfit("has no sound in it (0 seconds); record it again or take it away")
    if tally.frames < declared:
        raise _Unfit("is cut short: its header says more than is there; fetch it again")
    silence, clipping = tally.silent / tally.frames, tally.clipped / (tally.frames * channels)
    found = {"silent": silence >= SILENT_FROM, "clipped": clipping >= CLIPPED_FROM}
    return AudioFacts(
        path=path, size_bytes=size, sha256=sha256, format=format_, subtype=subtype, seconds=tally.frames / rate,
        sample_rate=rate, channels=channels, silence_share=silence, clipping_share=clipping,
        flags=tuple(name for name, holds in found.items() if holds),
    )  # fmt: skip


def _damage(error: soundfile.LibsndfileError) -> str:
    """The library's own words are not passed on: they hold the file's place on this machine."""
    if error.code == _UNKNOWN_FORM:
        return "is no sound that is read here (WAV, FLAC, Ogg, MP3, AIFF); check its name or convert it"
    return "is cut short or damaged; fetch it again"


def _tally(sound: soundfile.SoundFile) -> _Tally:
    frame = max(1, min(round(sound.samplerate * FRAME_SECONDS), _LONGEST_FRAME))
    limit = _FULL_SCALE.get(sound.subtype, 1.0)
    tally = _Tally()
    for block in _blocks(sound, frame):
        tally.frames += len(block)
        if tally.frames > MOST_SECONDS * sound.samplerate:
            raise _Unfit(f"is longer than {MOST_SECONDS // 3600} hours; cut it into parts")
        tally.silent += _silent(block, frame)
        tally.clipped += int(np.count_nonzero(np.abs(block) >= limit))
    return tally


def _blocks(sound: soundfile.SoundFile, frame: int) -> Iterator[Samples]:
    """Whole frames, some seconds at a time, shape (samples, channels); the last block may end within a frame."""
    length = frame * max(1, _BLOCK_SAMPLES // (frame * sound.channels))
    while len(block := sound.read(length, dtype="float32", always_2d=True)):
        yield block


def _silent(block: Samples, frame: int) -> int:
    """How many of the samples (per channel) lie in silent frames; an unfinished frame counts by its length."""
    power = np.square(block, dtype=np.float64).mean(axis=1)
    starts = np.arange(0, len(power), frame)
    lengths = np.diff(np.append(starts, len(power)))
    quiet = np.add.reduceat(power, starts) / lengths < 10 ** (SILENCE_DBFS / 10)
    return int(lengths[quiet].sum())

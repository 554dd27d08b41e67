"""Sounds: form, length, silence and clipping as they were made, and damage by its name."""

from __future__ import annotations

import io
import struct
import wave
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from gotgan.engine.media.audio import AudioFacts, measure_audio
from gotgan.engine.media.folder import measure_media

RATE = 16_000


def tone(seconds: float, level: float = 0.5, rate: int = RATE) -> NDArray[np.float64]:
    return np.sin(np.arange(round(seconds * rate)) * 2 * np.pi * 440 / rate) * level


def content_of(samples: NDArray[np.float64], format_: str, subtype: str, rate: int = RATE) -> bytes:
    out = io.BytesIO()
    soundfile.write(out, samples, rate, format=format_, subtype=subtype)
    return out.getvalue()


def measured(folder: Path, content: bytes, name: str = "소리.wav") -> AudioFacts:
    (folder / name).write_bytes(content)
    return measure_audio(folder / name, name)


@pytest.mark.parametrize(
    ("format_", "subtype"),
    [
        ("WAV", "PCM_16"), ("WAV", "PCM_24"), ("WAV", "FLOAT"), ("WAV", "ULAW"), ("WAV", "PCM_U8"),
        ("FLAC", "PCM_16"), ("OGG", "VORBIS"), ("OGG", "OPUS"), ("MP3", "MPEG_LAYER_III"), ("AIFF", "PCM_16"),
    ],
)  # fmt: skip
def test_form_and_length(tmp_path: Path, format_: str, subtype: str) -> None:
    stereo = np.column_stack([tone(1.5), tone(1.5, 0.2)])
    facts = measured(tmp_path, content_of(stereo, format_, subtype))
    assert facts.problem == ""
    assert (facts.format, facts.subtype, facts.sample_rate, facts.channels) == (format_, subtype, RATE, 2)
    assert facts.seconds == pytest.approx(1.5, abs=0.05)
    assert (facts.silence_share, facts.clipping_share, facts.flags) == (0, 0, ())


@pytest.mark.parametrize(("level", "silent"), [(0.0, True), (0.0013, True), (0.0015, False)])
def test_silence_is_below_sixty_decibels(tmp_path: Path, level: float, silent: bool) -> None:
    """A sine's root mean square is its level / sqrt(2); -60 dBFS is 0.001."""
    samples = np.concatenate([tone(3, level), tone(1)])
    facts = measured(tmp_path, content_of(samples, "WAV", "PCM_24"))
    assert facts.silence_share == pytest.approx(0.75 if silent else 0)
    assert measured(tmp_path, content_of(tone(1, level), "WAV", "PCM_24")).flags == (("silent",) if silent else ())


def test_silence_goes_by_length_not_by_blocks(tmp_path: Path) -> None:
    """Over many blocks, with an end within a frame; against a plain loop over frames."""
    rng = np.random.default_rng(3)
    parts = [tone(float(rng.uniform(0.1, 30)), float(level)) for level in rng.choice([0, 0.5], 12)]
    samples = np.concatenate([*parts, np.zeros(77)])
    facts = measured(tmp_path, content_of(samples, "WAV", "FLOAT"))
    assert len(samples) > 1 << 20
    quiet = 0
    for start in range(0, len(samples), 320):
        frame = samples[start : start + 320].astype(np.float32)
        quiet += len(frame) if float((frame.astype(float) ** 2).mean()) < 1e-6 else 0
    assert facts.silence_share == quiet / len(samples)


@pytest.mark.parametrize("subtype", ["PCM_U8", "PCM_16", "PCM_24", "PCM_32", "FLOAT", "ULAW", "ALAW"])
def test_clipping_counts_samples_at_full_scale(tmp_path: Path, subtype: str) -> None:
    samples = tone(1, 0.5)
    samples[1000:1100], samples[2000:2060] = 1.0, -1.0
    facts = measured(tmp_path, content_of(samples, "WAV", subtype))
    assert facts.clipping_share == pytest.approx(160 / RATE)
    assert facts.flags == ("clipped",)


def test_zero_length_is_named(tmp_path: Path) -> None:
    with wave.open(str(tmp_path / "zero.wav"), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
    facts = measure_audio(tmp_path / "zero.wav", "zero.wav")
    assert "0 seconds" in facts.problem
    assert facts.seconds is None


@pytest.mark.parametrize("share", [0.02, 0.5, 0.9])
@pytest.mark.parametrize(
    ("format_", "subtype"), [("WAV", "PCM_16"), ("WAV", "ULAW"), ("FLAC", "PCM_16"), ("OGG", "VORBIS"),
                             ("MP3", "MPEG_LAYER_III")],
)  # fmt: skip
def test_cut_file_is_named(tmp_path: Path, format_: str, subtype: str, share: float) -> None:
    content = content_of(tone(2) + np.random.default_rng(1).normal(0, 0.05, 2 * RATE), format_, subtype)
    facts = measured(tmp_path, content[: int(len(content) * share)])
    assert "cut short" in facts.problem
    assert str(tmp_path) not in facts.problem


def test_wav_written_into_a_pipe_is_whole(tmp_path: Path) -> None:
    """Its header says 0xFFFFFFFF, for its writer could not go back."""
    content = bytearray(content_of(tone(1), "WAV", "PCM_16"))
    place = content.index(b"data")
    content[4:8] = content[place + 4 : place + 8] = b"\xff" * 4
    facts = measured(tmp_path, bytes(content))
    assert (facts.problem, facts.seconds) == ("", 1.0)


def test_wav_with_other_chunks_is_whole(tmp_path: Path) -> None:
    content = content_of(tone(1), "WAV", "PCM_16")
    place = content.index(b"data")
    note = struct.pack("<4sI", b"LIST", 5) + b"INFOx\0"
    facts = measured(tmp_path, content[:place] + note + content[place:] + note)
    assert (facts.problem, facts.seconds) == ("", 1.0)


def test_mp3_behind_a_tag(tmp_path: Path) -> None:
    content = content_of(tone(2), "MP3", "MPEG_LAYER_III")
    tag = b"ID3\x04\0\0" + bytes([0, 0, 3, 16]) + bytes(3 * 128 + 16)
    assert measured(tmp_path, tag + content, "a.mp3").problem == ""
    assert "cut short" in measured(tmp_path, tag + content[: len(content) // 2], "a.mp3").problem


@pytest.mark.parametrize(("content", "reason"), [(b"", "is empty"), ("소리가 아님".encode() * 99, "no sound")])
def test_no_sound_is_named(tmp_path: Path, content: bytes, reason: str) -> None:
    assert reason in measured(tmp_path, content).problem
    assert "cannot be read" in measure_audio(tmp_path / "gone", "gone").problem


@pytest.mark.parametrize(("format_", "subtype"), [("WAV", "PCM_16"), ("FLAC", "PCM_16"), ("OGG", "VORBIS")])
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(places=st.lists(st.tuples(st.integers(0, 3000), st.integers(0, 255)), max_size=6), keep=st.floats(0.1, 1))
def test_any_damage_gives_an_entry(
    tmp_path: Path, format_: str, subtype: str, places: list[tuple[int, int]], keep: float
) -> None:
    content = bytearray(content_of(tone(0.1), format_, subtype))
    for place, value in places:
        content[place % len(content)] = value
    facts = measured(tmp_path, bytes(content[: int(len(content) * keep)]))
    assert (facts.seconds is None) == bool(facts.problem)


def test_sounds_in_a_folder(tmp_path: Path) -> None:
    (tmp_path / "a.wav").write_bytes(content_of(tone(1, 0), "WAV", "PCM_16"))
    (tmp_path / "b.flac").write_bytes(b"fLaC")
    document = measure_media([tmp_path]).to_json()
    assert (document["kinds"], document["flags"], document["failed"]) == ({"audio": 2}, {"silent": 1}, 1)
    assert document["files"][0]["silence_share"] == 1.0

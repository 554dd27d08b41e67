"""A file of an SFTP server, many reads on their way at a time, so that distance does not count for each."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import Any

import paramiko  # type: ignore[import-untyped]
from paramiko.sftp import CMD_DATA, CMD_READ, int64  # type: ignore[import-untyped]

READ_BYTES, READS_AT_ONCE = 1 << 15, 64


class _Answers:
    """What came of the reads on their way; paramiko hands it answers in any order."""

    def __init__(self) -> None:
        self.came: dict[int, bytes] = {}

    def _async_response(self, kind: int, message: Any, number: int) -> None:
        self.came[number] = message.get_string() if kind == CMD_DATA else b""


def read_ahead(client: paramiko.SFTPClient, handle: bytes, start: int, end: int) -> Iterator[bytes]:
    """The bytes from `start` to `end` in order, each piece as soon as it is there.

    paramiko's own prefetch asks from a thread of its own: a cut there loses what came and prints a trace.
    Raises: EOFError when the server gives less than it was asked for; what paramiko raises for a cut line.
    """
    answers, asked = _Answers(), deque[tuple[int, int]]()
    is_cut = False
    for place in range(start, end, READ_BYTES):
        size = min(READ_BYTES, end - place)
        try:
            number = client._async_request(answers, CMD_READ, handle, int64(place), size)
        except (OSError, EOFError):
            is_cut = True  # no more can be asked, but answers may still lie here
            break
        asked.append((number, size))
        if len(asked) >= READS_AT_ONCE:
            yield _next(client, answers, asked)
    while asked:
        yield _next(client, answers, asked)
    if is_cut:
        raise EOFError


def _next(client: paramiko.SFTPClient, answers: _Answers, asked: deque[tuple[int, int]]) -> bytes:
    number, size = asked.popleft()
    while number not in answers.came:
        client._read_response()
    piece = answers.came.pop(number)
    if len(piece) != size:
        raise EOFError
    return piece

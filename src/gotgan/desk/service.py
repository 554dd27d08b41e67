"""The desk itself: what is heavy and interactive, in one process. Also the in-process port."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gotgan.desk.korean import Korean
from gotgan.desk.picture import Pictures
from gotgan.store.folder import FolderStore
from gotgan.terms.desk import Morphemes, PreviewQuestion
from gotgan.terms.preview import Preview
from gotgan.terms.what_if import WhatIf, WhatIfQuestion

if TYPE_CHECKING:
    from gotgan.desk.exploring import Explorer


class LocalDesk:
    """Implements `gotgan.terms.desk.Desk` in the process that holds it."""

    def __init__(self, data: Path, *, korean: Korean | None = None, pictures: Pictures | None = None) -> None:
        self._data = data
        self._korean = korean or Korean()
        self._pictures = pictures or Pictures(data / "cache" / "pictures")
        self._korean.start()

    def tokens(self, texts: Sequence[str], *, wait_seconds: float = 0) -> Morphemes:
        return self._korean.tokens(texts, wait_seconds=wait_seconds)

    def picture(self, spec: Mapping[str, Any]) -> str:
        return self._pictures.picture(spec)

    def preview(self, question: PreviewQuestion) -> Preview:
        from gotgan.desk.look import look  # pyarrow only when somebody looks

        return look(FolderStore(self._data / "objects"), question)

    def pdf(self, document: Mapping[str, Any]) -> bytes:
        from gotgan.engine.printing import print_document  # the typesetter only when somebody prints

        return print_document(document)

    def what_if(self, question: WhatIfQuestion) -> WhatIf:
        return self._explorer.answer(question)

    @cached_property
    def _explorer(self) -> Explorer:
        from gotgan.desk.exploring import Explorer  # the solver only when somebody explores

        return Explorer(FolderStore(self._data / "objects"))

"""Words and bars of a campaign's board."""

from __future__ import annotations

from collections.abc import Mapping

from django import template
from django.utils.safestring import SafeString, mark_safe

from gotgan.survey import words_board
from gotgan.survey.rules.coverage import ItemCoverage

register = template.Library()
_LISTS: Mapping[str, words_board.Words] = {
    "level": words_board.LEVELS, "list": words_board.LISTS, "column": words_board.COLUMNS,
    "export": words_board.EXPORTS, "shape": words_board.SHAPES,
}  # fmt: skip
_WIDTH, _HEIGHT = 400, 12


@register.filter
def board_word(code: str, kind: str) -> str:
    return str(_LISTS[kind].get(str(code), code))


@register.simple_tag
def item_bar(item: ItemCoverage) -> SafeString:
    """Answered, not known, does not apply and suggested, one after another; what is left is empty. The table beside
    it says the same in numbers."""
    parts, left = [f'<rect class="ground" width="{_WIDTH}" height="{_HEIGHT}"/>'], 0.0
    for name in ("answered", "unknown", "na", "suggested"):
        width = _WIDTH * getattr(item, name) / item.needed if item.needed else 0.0
        if width:
            parts.append(f'<rect class="{_CLASSES[name]}" x="{left:.1f}" width="{width:.1f}" height="{_HEIGHT}"/>')
        left += width
    return mark_safe(
        f'<svg class="picture item" viewBox="0 0 {_WIDTH} {_HEIGHT}" preserveAspectRatio="none" aria-hidden="true">'
        f"{''.join(parts)}</svg>"
    )


_CLASSES = {"answered": "bar", "unknown": "bar unknown", "na": "bar na", "suggested": "bar suggested"}

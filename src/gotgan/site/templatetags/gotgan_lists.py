"""The pictures of published lists."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString, mark_safe

from gotgan.site import format as written
from gotgan.site import pictures
from gotgan.site.listing import picture
from gotgan.terms.published import PublishedList

register = template.Library()
WIDTH, HEIGHT = 720, 20


@register.simple_tag
def standing_picture(version: PublishedList, title: str, under: str) -> SafeString:
    """How sure each place is; read out as the span of the members' acceptability."""
    shares = [each.acceptability for each in version.members]
    span = f" {written.percent(min(shares))} – {written.percent(max(shares))}" if shares else ""
    return mark_safe(picture.standing_picture(version, title, f"{under}{span}"))


@register.simple_tag
def split_bar(core: int, contested: int, reserve: int) -> SafeString:
    """Core, contested and reserve as one bar; the words beside it say what each part is."""
    return mark_safe(pictures.parts_bar(core + contested + reserve, core, contested, width=WIDTH, height=HEIGHT))

"""Forms that were refused: what was typed stays, and each field says what is wrong with it.

{% refusal refused %}
{% sent_form refused "answer" objection=each.pk as sent %}
<textarea id="answer" name="answer"{% marked sent "answer" id="answer" %}>{% typed sent "answer" %}</textarea>
{% wrong sent "answer" id="answer" %}
"""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gotgan.accounts.answered import Refused, SentForm
from gotgan.site.reasons import plainly

register = template.Library()


@register.simple_tag
def sent_form(refused: Refused | None, buttons: str = "", **about: object) -> SentForm:
    """The form of one of these buttons (`do`), about this (hidden values), as it was sent; untouched where another was,
    or none. `refused` may be missing from the page."""
    is_sent = isinstance(refused, Refused) and refused.is_of(buttons.split(), about)
    return SentForm(refused if is_sent else None)


@register.simple_tag
def refusal(refused: Refused | None, silent: str = "") -> SafeString:
    """At the head of a page: that nothing was kept, how much is marked below, and what no field says. `silent`: fields
    that send nothing where nothing is chosen."""
    if not isinstance(refused, Refused):
        return SafeString("")
    rest = refused.rest(silent.split())
    said = [_("Nothing was kept. What you typed is still here."), *map(plainly, rest)]
    if marked := len(refused.problems) - len(rest):
        text = ngettext(
            "What is wrong stands at the field.", "%(number)s things are wrong; each stands at its field.", marked
        )
        said.insert(1, text % {"number": marked})
    return format_html(
        '<div class="note bad" role="alert">{}</div>', format_html_join("", "<p>{}</p>", ((each,) for each in said))
    )


@register.simple_tag
def typed(sent: SentForm, name: str, otherwise: object = "") -> object:
    """What was typed; where nothing was, what stood there before."""
    return sent.typed(name, "" if otherwise is None else otherwise)


@register.simple_tag
def ticked(sent: SentForm, name: str, value: object, is_before: object = False) -> str:
    """` checked` for a box or button that was chosen; where nothing was sent, that was so before."""
    return " checked" if (str(value) in sent.chosen(name) if sent else is_before) else ""


@register.simple_tag
def picked(sent: SentForm, name: str, value: object, is_before: object = False) -> str:
    """The same of an option."""
    return " selected" if (str(value) in sent.chosen(name) if sent else is_before) else ""


@register.simple_tag
def opened(sent: SentForm, is_before: object = False) -> str:
    """` open` for details in which a form was refused."""
    return " open" if sent or is_before else ""


@register.simple_tag
def marked(sent: SentForm, name: str, id: str = "", hint: str = "") -> SafeString:
    """Attributes of a field: what describes it, and that it is wrong; the first wrong one takes the focus."""
    is_wrong = bool(sent.problems(name))
    told = " ".join(each for each in (hint, f"{id or name}-problem" if is_wrong else "") if each)
    found = format_html(' aria-describedby="{}"', told) if told else SafeString("")
    if is_wrong:
        found += SafeString(' aria-invalid="true"')
        found += SafeString(" autofocus") if sent.is_first(name) else SafeString("")
    return found


@register.simple_tag
def wrong(sent: SentForm, name: str, id: Any = "") -> SafeString:
    """What is wrong with a field, where something is."""
    said = " ".join(plainly(each) for each in sent.problems(name))
    return format_html('<p class="problem" id="{}-problem">{}</p>', id or name, said) if said else SafeString("")

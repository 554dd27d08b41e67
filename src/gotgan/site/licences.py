"""What each licence means for its reader: name, what it allows, what it forbids.

Codes: survey questionnaire, code list `licence`. Public works follow KOGL (공공누리).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Licence:
    """`rules` are short sentences; `is_known` is false when we only repeat the source's words."""

    code: str
    name: str
    rules: tuple[str, ...]
    address: str = ""
    is_known: bool = True


KOGL_ADDRESS = "https://www.kogl.or.kr/info/license.do"
_KOGL_PARTS: dict[str, tuple[bool, bool, bool]] = {
    # attribution, no commercial use, no changes
    "kogl_0": (False, False, False),
    "kogl_1": (True, False, False),
    "kogl_2": (True, True, False),
    "kogl_3": (True, False, True),
    "kogl_4": (True, True, True),
}
_CC_NAMES = {
    "cc0": "CC0 1.0", "cc_by": "CC BY", "cc_by_sa": "CC BY-SA", "cc_by_nd": "CC BY-ND",
    "cc_by_nc": "CC BY-NC", "cc_by_nc_sa": "CC BY-NC-SA", "cc_by_nc_nd": "CC BY-NC-ND",
}  # fmt: skip


def explain(code: str) -> Licence:
    """The licence behind a code, in the language of the page. Never reads silence as free."""
    base = code.removesuffix("_ai")
    if base in _KOGL_PARTS:
        return _explain_kogl(code, base)
    if code in _CC_NAMES:
        return Licence(code, _CC_NAMES[code], tuple(_cc_rules(code)), _cc_address(code))
    known = _others()
    if code in known:
        return Licence(code, *known[code])
    if not code:
        return Licence("none_stated", *known["none_stated"])
    address = code if code.startswith(("https://", "http://")) else ""
    rules = (_("These are the source's own words. Read the terms there before you use the data."),)
    return Licence(code, code, rules, address, is_known=False)


def name_of(code: str) -> str:
    return explain(code).name


def _explain_kogl(code: str, base: str) -> Licence:
    attribution, no_commerce, no_change = _KOGL_PARTS[base]
    rules = [_("Name the source.") if attribution else _("No conditions: you need not name the source.")]
    rules.append(_("Commercial use is not allowed.") if no_commerce else _("Commercial use is allowed."))
    rules.append(_("You may not change it.") if no_change else _("You may change it."))
    number = base[-1]
    name = _("KOGL type %(number)s") % {"number": number}
    if code.endswith("_ai"):
        name = _("KOGL type %(number)s + AI type") % {"number": number}
        rules.append(_("The AI type adds: training a model with it is allowed."))
    elif no_commerce or no_change:
        rules.append(_("Without the AI type, ask before you train a model with it."))
    return Licence(code, name, tuple(rules), KOGL_ADDRESS)


def _cc_rules(code: str) -> list[str]:
    if code == "cc0":
        return [_("No conditions: you need not name the source.")]
    parts = code.split("_")
    rules = [_("Name the source.")]
    rules.append(_("Commercial use is not allowed.") if "nc" in parts else _("Commercial use is allowed."))
    rules.append(_("You may not change it.") if "nd" in parts else _("You may change it."))
    if "sa" in parts:
        rules.append(_("Share what you make under the same licence."))
    return rules


def _cc_address(code: str) -> str:
    if code == "cc0":
        return "https://creativecommons.org/publicdomain/zero/1.0/"
    kind = code.removeprefix("cc_").replace("_", "-")
    return f"https://creativecommons.org/licenses/{kind}/4.0/"


def _others() -> dict[str, tuple[Any, ...]]:
    return {
        "unrestricted": (_("No restriction on use"), (_("The organisation states no restriction."),)),
        "platform_terms": (_("Terms of the platform"), (_("Read the terms of the platform it comes from."),)),
        "contract": (_("Contract"), (_("A contract says what you may do."),)),
        "none_stated": (
            _("None stated"),
            (_("No licence is stated. That does not mean it is free: ask the organisation first."),),
        ),
        "other": (_("Other terms"), (_("The terms are attached by the organisation."),)),
    }

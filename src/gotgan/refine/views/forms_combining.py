"""What people fill in for a combination: a new one, and which column is what."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from gotgan.terms.organisation import Organisation


class CombinationForm(forms.Form):
    """A new combination."""

    organisation = forms.ChoiceField(label=_("Who applies"), widget=forms.RadioSelect)
    title = forms.CharField(
        label=_("What is combined"), max_length=300,
        help_text=_("A few words that people find it by. No name of a person."),
    )  # fmt: skip
    purpose = forms.CharField(label=_("What for"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    fields_agreed = forms.CharField(
        label=_("What the join keys are made of"), widget=forms.Textarea(attrs={"rows": 4}), max_length=600,
        help_text=_("One a line, as all institutions hold it: name, day of birth, telephone."),
    )  # fmt: skip

    def __init__(self, *args: Any, organisations: Sequence[Organisation], **named: Any) -> None:
        super().__init__(*args, **named)
        field = self.fields["organisation"]
        field.choices = [(each.code, _named(each)) for each in organisations]  # type: ignore[attr-defined]
        if len(organisations) == 1:
            field.initial = organisations[0].code


def _named(organisation: Organisation) -> str:
    """In the page's language, the other where there is none."""
    korean, english = organisation.name, organisation.name_en
    return (english or korean) if (get_language() or "ko")[:2] == "en" else (korean or english)


OUT, KEEP = "out", "keep"


class ColumnsForm(forms.Form):
    """A choice for each column of the table: what it goes to the combining body as, or which field it is."""

    def __init__(
        self, columns: Sequence[str], found: set[str], fields: Sequence[str], *args: Any, **named: Any
    ) -> None:
        super().__init__(*args, **named)
        self.columns, self.agreed = tuple(columns), tuple(fields)
        choices = [(KEEP, _("Goes on as data")), (OUT, _("Left out"))]
        choices += [(f"is-{place}", f"→ {name}") for place, name in enumerate(self.agreed)]
        for place, column in enumerate(self.columns):
            self.fields[f"column-{place}"] = forms.ChoiceField(
                label=column,
                choices=choices,
                initial=self._suggested(column, column in found),
                help_text=_("Identifiers were found in it.") if column in found else "",
            )

    def _suggested(self, column: str, is_found: bool) -> str:
        if column in self.agreed:
            return f"is-{self.agreed.index(column)}"
        return OUT if is_found else KEEP

    def chosen(self) -> tuple[dict[str, str], list[str]]:
        """({field: column}, columns left out); a field chosen twice keeps the last, which the action sees."""
        said = {column: self.cleaned_data[f"column-{place}"] for place, column in enumerate(self.columns)}
        known = {f"is-{place}": name for place, name in enumerate(self.agreed)}
        columns = {known[what]: column for column, what in said.items() if what in known}
        return columns, [
            column for column, what in said.items() if what == OUT or (what in known and columns[known[what]] != column)
        ]

"""What people fill in: adding a source, uploading a file, confirming findings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gotgan.site.words import SOURCE_KINDS
from gotgan.terms.organisation import Organisation
from gotgan.terms.source import PLACELESS, Publication

_KINDS = [(kind, word) for kind, word in SOURCE_KINDS.items() if kind not in ("", "upload", "scanfile", *PLACELESS)]


class _DataForm(forms.Form):
    """Whose data it is and what is wished for it: shared by both ways of bringing data in."""

    organisation = forms.ChoiceField(label=_("Organisation"))
    title = forms.CharField(label=_("Title"), max_length=300, required=False)
    publication = forms.ChoiceField(
        label=_("When it has been scanned"),
        choices=[
            (Publication.DRAFT.value, _("Keep it as a draft that only your organisation sees")),
            (Publication.OPEN.value, _("Open it to everyone, unless identifiers are found in it")),
        ],
        initial=Publication.DRAFT.value,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: object, organisations: Sequence[Organisation], **rest: object) -> None:
        super().__init__(*args, **rest)  # type: ignore[arg-type]
        choices = [(each.code, each.name) for each in organisations]
        self.fields["organisation"].choices = choices  # type: ignore[attr-defined]


class AddSourceForm(_DataForm):
    """A folder of the hub's own machine, a file, a database, or an address."""

    location = forms.CharField(
        label=_("Folder or address"),
        max_length=2000,
        help_text=_(
            "The address of a file, a data.json or a portal. "
            "An operator may also name a folder of the hub's machine, a file server or a database."
        ),
    )
    kind = forms.ChoiceField(
        label=_("What it is"),
        required=False,
        choices=[("", _("Find out by itself")), *_KINDS],
    )
    options = forms.CharField(
        label=_("Options of the connection"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "autocapitalize": "off"}),
        help_text=_("One a line, as name=value. Which there are stands below the form. Never a password: its place."),
    )
    field_order = ["location", "kind", "options", "organisation", "title", "publication"]

    def __init__(self, *args: object, connectors: Sequence[str] = (), **rest: Any) -> None:
        """`connectors`: kinds that installed packages bring, shown by their own names."""
        super().__init__(*args, **rest)
        kinds = self.fields["kind"]
        kinds.choices = [*kinds.choices, *((name, name) for name in connectors)]  # type: ignore[attr-defined]

    def clean_options(self) -> dict[str, str]:
        """Raises: ValidationError that names the line, never what stands in it."""
        found: dict[str, str] = {}
        for number, line in enumerate(self.cleaned_data["options"].splitlines(), start=1):
            name, mark, value = (part.strip() for part in line.partition("="))
            if not line.strip():
                continue
            if not mark or not name or name in found:
                raise forms.ValidationError(
                    _("Line %(number)s is not name=value, or its name stands there twice."), params={"number": number}
                )
            found[name] = value
        return found


class UploadForm(_DataForm):
    """One file from the reader's own machine."""

    file = forms.FileField(label=_("File"), help_text=_("A table, a workbook, a database file or a zip of them."))
    field_order = ["file", "organisation", "title", "publication"]


class ScannerForm(forms.Form):
    """A scanner made elsewhere, by the public half of its key."""

    organisation = forms.ChoiceField(label=_("Organisation"))
    title = forms.CharField(label=_("What the scanner is called"), max_length=200, required=False)
    public_key = forms.CharField(
        label=_("Public key"),
        max_length=200,
        widget=forms.TextInput(attrs={"spellcheck": "false", "autocapitalize": "off", "autocomplete": "off"}),
        help_text=_("What stands in scanner.key.pub, beside the key that gotgan enrol made. Never the key itself."),
    )

    def __init__(self, *args: object, organisations: Sequence[Organisation], **rest: object) -> None:
        super().__init__(*args, **rest)  # type: ignore[arg-type]
        choices = [(each.code, each.name) for each in organisations]
        self.fields["organisation"].choices = choices  # type: ignore[attr-defined]


class OpenForm(forms.Form):
    """Opening to everyone; when identifiers were found, a named person confirms them."""

    confirmed_by = forms.CharField(label=_("Who confirms it"), max_length=200, required=False)
    confirmed = forms.BooleanField(
        label=_("I have looked at what was found, and it may be open to everyone."), required=False
    )

    def __init__(self, *args: object, has_findings: bool, **rest: object) -> None:
        super().__init__(*args, **rest)  # type: ignore[arg-type]
        self.fields["confirmed_by"].required = has_findings
        self.fields["confirmed"].required = has_findings

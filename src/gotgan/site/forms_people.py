"""What an operator fills in: a person, a role, an institution."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from gotgan.site.words import ORGANISATION_KINDS, ROLES
from gotgan.terms.organisation import Organisation
from gotgan.terms.role import Role

_GIVEN = tuple(role for role in Role if role is not Role.VISITOR)


class RoleForm(forms.Form):
    """A role, in one organisation or everywhere."""

    role = forms.ChoiceField(
        label=_("What they do"), choices=[(str(role), ROLES[role]) for role in _GIVEN], initial=str(Role.OFFICER)
    )
    organisation = forms.ChoiceField(label=_("Where it holds"), required=False)

    def __init__(self, *args: object, organisations: Sequence[Organisation], **rest: object) -> None:
        super().__init__(*args, **rest)  # type: ignore[arg-type]
        choices = [("", _("Everywhere")), *((each.code, each.name) for each in organisations)]
        self.fields["organisation"].choices = choices  # type: ignore[attr-defined]


class PersonForm(RoleForm):
    """An account with its first role; the person chooses the password."""

    email = forms.EmailField(label=_("E-mail"))
    name = forms.CharField(label=_("Name"), max_length=200, required=False)
    field_order = ["email", "name", "role", "organisation"]


class OrganisationForm(forms.Form):
    """One institution; many at once come as a CSV file on the command line."""

    code = forms.CharField(
        label=_("Institution code"),
        max_length=20,
        help_text=_("The seven-digit code of the standard administrative code system."),
    )
    name = forms.CharField(label=_("Korean name"), max_length=200)
    name_en = forms.CharField(label=_("English name"), max_length=200, required=False)
    slug = forms.CharField(
        label=_("Part of its addresses"),
        max_length=60,
        required=False,
        help_text=_("Lower-case letters, digits and hyphens. It stays for good. Left empty, the names make it."),
    )
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("Not said")), *ORGANISATION_KINDS.items()]
    )

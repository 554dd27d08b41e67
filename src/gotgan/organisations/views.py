"""Setting an empty hub up."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from gotgan.accounts import queries as accounts
from gotgan.organisations.actions import open_hub
from gotgan.organisations.forms import SetUpForm
from gotgan.organisations.setup_link import is_setup_key
from gotgan.terms.errors import Invalid, NotAllowed


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def set_up(request: HttpRequest, key: str) -> HttpResponse:
    """One form, once: afterwards the link is spent."""
    if not is_setup_key(key) or accounts.has_people():
        return render(request, "organisations/set_up_spent.html", status=410)
    form = SetUpForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _open(form):
        return redirect("account_login")
    return render(request, "organisations/set_up.html", {"form": form}, status=422 if form.errors else 200)


def _open(form: SetUpForm) -> bool:
    typed = form.cleaned_data
    try:
        open_hub(email=typed["email"], password=typed["password"], name=typed["name"])
    except Invalid as error:
        for issue in error.issues:
            form.add_error("password" if issue.place == "password" else "email", issue.what)
    except NotAllowed as error:
        form.add_error(None, str(error))
    return not form.errors

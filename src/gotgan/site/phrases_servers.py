"""What is said of servers that a source is read from, and of the options that say how (see phrases.py)."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

SERVERS = (
    _("is not a reference"),
    _("give a reference: env:NAME for an environment variable, file:/path for a file only its owner can read"),
    _("holds a password"),
    _(
        "take it out and give a reference: env:NAME for an environment variable, file:/path for a file "
        "only its owner can read, as the option credential=env:NAME"
    ),
    _("is not set"),
    _("set it where gotgan runs"),
    _("is not there"),
    _("can be read by others than its owner"),
    _("run chmod 600 on it"),
    _("holds no secret"),
    _("put one value into it, as UTF-8 of at most 64 KB"),
    _("lies deeper than %(levels)s folders"),
    _("name it as a source itself"),
    _("holds what a folder above it holds, so it is taken for a link to that one"),
    _("more than %(files)s files as one dataset"),
    _("more than %(entries)s entries, so its files are not grouped"),
    _("%(files)s files are too many for one dataset"),
    _("divide it"),
    _("divide them into folders"),
    _("shows a host key that is not known: %(key)s"),
    _("shows another host key than the one given: %(key)s"),
    _("compare it with the server's operator, and if it is right give the option host_key=%(fingerprint)s"),
    _("refuses the user or its credential"),
    _("check both"),
    _("the server refuses"),
    _("let the source's user read it"),
    _("scan the place again"),
    _("refuses the credential (%(code)s)"),
    _("check access_key and credential"),
    _("there is no such bucket"),
    _("check its name and the endpoint"),
    _("no key begins so"),
    _("check the prefix, which is a folder's"),
    _("S3 answers %(code)s"),
    _("let the key read it"),
    _("lies in an archive class"),
    _("restore it first"),
    _("lies in another region (%(code)s)"),
    _("give the option region"),
    _("leads elsewhere"),
    _("add the address where it leads as a source itself"),
    _("is no index page"),
    _("did not answer with a WebDAV listing"),
    _("the password goes over the line unencrypted"),
    _("use the https form of the address"),
)
OPTIONS = (
    _("only an operator may name where a secret of the hub's machine is kept"),
    _("ask an operator to add this source"),
    _("would hold a secret"),
    _("use credential=env:NAME or credential=file:/path"),
    _("is not known to this kind of source"),
    _("is empty, too long or not one line"),
    _("is not a reference"),
    _("use env:NAME or file:/path, never the secret itself"),
    _("the address holds a password"),
    _("take it out"),
    _("an operator may add the option credential=env:NAME or credential=file:/path"),
)

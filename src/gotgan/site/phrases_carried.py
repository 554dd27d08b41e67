"""What is said in English of scans that are carried in, their seals and their scanners: see phrases.py."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

CARRIED = (
    _("it was changed after it was sealed"),
    _("it is sealed with key %(key)s, which was withdrawn"),
    _("it is sealed with key %(key)s, which no scanner of %(code)s is enrolled with"),
    _("it holds the result of `gotgan %(kind)s`, not of a scan"),
    _("make it with `gotgan scan TARGET -o scan.json`"),
    _("it is no result of a scan"),
    _("it is not JSON"),
    _("it is not strict JSON"),
    _("it says one thing twice"),
    _('it has no "kind": "scan"'),
    _("it has no list of files"),
    _("entry %(number)s of its files has no path"),
    _("it is packed, and cut short or damaged"),
    _("it is larger than %(gib)s GiB"),
    _("scan the folders one by one, or use `gotgan add`"),
    _("no result of a scan is held here"),
    _("carry its scan.json in again"),
    _("public key: is not 32 bytes in base64"),
    _("give what `gotgan enrol` printed or wrote"),
    _("it is enrolled by another organisation"),
    _("make a key of your own"),
    _("its key was withdrawn"),
    _("make a new one with `gotgan enrol`"),
    _("have it sent again as the scanner wrote it"),
    _("enrol the scanner anew and scan again"),
    _("enrol that scanner with `gotgan enrol` if it is yours"),
)

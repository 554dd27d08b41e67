"""Where a source is, fit to show."""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit

from gotgan.terms.carried import carried_root


def shown_location(location: str) -> str:
    """The location without the user name, password and query that an address may carry."""
    location = carried_root(location)
    if "://" not in location:
        return location
    try:
        parts = urlsplit(location)
    except ValueError:
        return ""
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))

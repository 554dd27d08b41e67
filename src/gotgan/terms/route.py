"""Access routes: the questionnaire's codes, and the fixed table of chips made from them."""

from __future__ import annotations

from enum import StrEnum


class Route(StrEnum):
    """How data can be had. Source: survey questionnaire, code list `route`."""

    DOWNLOAD = "download"
    API = "api"
    STREAM = "stream"
    APPLY_DOWNLOAD = "apply_download"
    SAFE_ZONE_ONLINE = "safe_zone_online"
    SAFE_ZONE_ONSITE = "safe_zone_onsite"
    TRADE = "trade"
    FEDERATED_QUERY = "federated_query"


class Chip(StrEnum):
    """The one word on a page that says how a dataset can be had."""

    DIRECT = "direct"
    REQUEST = "request"
    SAFE_ZONE = "safe_zone"
    TRADE = "trade"
    NOT_OFFERED = "not_offered"


CHIP_OF_ROUTE: dict[Route | None, Chip] = {
    Route.DOWNLOAD: Chip.DIRECT,
    Route.API: Chip.DIRECT,
    Route.STREAM: Chip.DIRECT,
    Route.APPLY_DOWNLOAD: Chip.REQUEST,
    Route.SAFE_ZONE_ONLINE: Chip.SAFE_ZONE,
    Route.SAFE_ZONE_ONSITE: Chip.SAFE_ZONE,
    Route.FEDERATED_QUERY: Chip.SAFE_ZONE,
    Route.TRADE: Chip.TRADE,
    None: Chip.NOT_OFFERED,
}


def chip_of(route: str | None) -> Chip:
    """The one word for a route's code; a code that is none of ours promises nothing."""
    try:
        return CHIP_OF_ROUTE[Route(route)] if route else Chip.NOT_OFFERED
    except ValueError:
        return Chip.NOT_OFFERED


class Modality(StrEnum):
    """What kind of data it is. Source: survey questionnaire, code list `modality`."""

    TABLE = "table"
    TEXT = "text"
    IMAGE = "image"
    VIDEO = "video"
    AUDIO = "audio"
    SENSOR_TIMESERIES = "sensor_timeseries"
    GEOSPATIAL = "geospatial"
    THREE_D = "three_d"
    DOCUMENT = "document"
    MULTIMODAL = "multimodal"


class ProvisionNow(StrEnum):
    """How it is provided today. Source: survey questionnaire, code list `provision_now`."""

    OPEN = "open"
    LIMITED = "limited"
    INTERNAL = "internal"
    NONE = "none"

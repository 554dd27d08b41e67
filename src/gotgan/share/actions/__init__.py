"""What can be changed in share: each one transaction and one audit event."""

from gotgan.share.actions.deliveries import record_delivery
from gotgan.share.actions.grants import (
    FindingsUnconfirmed,
    NotYourDataset,
    UnknownDataset,
    close,
    grant,
    open_to_everyone,
    revoke,
)
from gotgan.share.actions.pull import Pulled, pull

__all__ = [
    "FindingsUnconfirmed",
    "NotYourDataset",
    "Pulled",
    "UnknownDataset",
    "close",
    "grant",
    "open_to_everyone",
    "pull",
    "record_delivery",
    "revoke",
]

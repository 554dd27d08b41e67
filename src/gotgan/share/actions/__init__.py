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
from gotgan.share.actions.withdrawals import NoSuchNotice, Told, read_notice, tell_withdrawals

__all__ = [
    "FindingsUnconfirmed",
    "NoSuchNotice",
    "NotYourDataset",
    "Pulled",
    "Told",
    "UnknownDataset",
    "close",
    "grant",
    "open_to_everyone",
    "pull",
    "read_notice",
    "record_delivery",
    "revoke",
    "tell_withdrawals",
]

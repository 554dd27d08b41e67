"""Writes of combinations: parties and the key, what is handed over, what the engine made, the end."""

from gotgan.refine.actions.combining.ending import close_combination, stop_combination
from gotgan.refine.actions.combining.finding import NoSuchCombination
from gotgan.refine.actions.combining.handing import NewParcel, hand_over, keep_parcels, refuse_table
from gotgan.refine.actions.combining.opening import make_join_key, name_party, open_combination
from gotgan.refine.actions.combining.putting import (
    ask_combine,
    ask_match,
    keep_combination,
    keep_linkage,
    refuse_combination,
)
from gotgan.refine.actions.combining.taking import take_parcel

__all__ = [
    "NewParcel", "NoSuchCombination", "ask_combine", "ask_match", "close_combination", "hand_over", "keep_combination",
    "keep_linkage", "keep_parcels", "make_join_key", "name_party", "open_combination", "refuse_combination",
    "refuse_table", "stop_combination", "take_parcel",
]  # fmt: skip

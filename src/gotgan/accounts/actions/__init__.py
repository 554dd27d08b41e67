"""What can be changed about people, their tokens and letters to them."""

from gotgan.accounts.actions.letters import LETTERS, write_letters
from gotgan.accounts.actions.people import (
    add_person,
    close_account,
    issue_token,
    note_sign_in,
    rename_person,
    revoke_token,
    set_password,
    touch_token,
)

__all__ = [
    "LETTERS",
    "add_person",
    "close_account",
    "issue_token",
    "note_sign_in",
    "rename_person",
    "revoke_token",
    "set_password",
    "touch_token",
    "write_letters",
]

"""Writes on accounts, posts and designations."""

from correspondents.services.accounts import switch_account
from correspondents.services.designations import NamingAct, designate, end_designation
from correspondents.services.directory import note_card, note_export, note_post_card
from correspondents.services.posts import create_post

__all__ = [
    "NamingAct",
    "create_post",
    "designate",
    "end_designation",
    "note_card",
    "note_export",
    "note_post_card",
    "switch_account",
]

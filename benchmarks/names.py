"""The tables that the bench's own SQL speaks of, by the names of their models: `{referral}`, `{post_communes}`.

A model that moves to another app needs no change here; a column that moves has its one line below.
"""

from typing import Any

from django.apps import apps

from acting.actor import Actor

MODELS: dict[str, Any] = {str(model._meta.model_name): model for model in apps.get_models(include_auto_created=True)}
NAMES = {name: model._meta.db_table for name, model in MODELS.items()}


def in_sql(text: str, **values: object) -> str:
    """The text with its tables named, and with `values`, which are numbers and names of the bench itself."""
    return text.format_map(NAMES | values)


def of_actor(actor: Actor) -> dict[str, object]:
    """What a statement written by hand asks about the person who acts, as parameters of psycopg2."""
    return {
        "user": actor.user_id,
        "signatory": actor.signatory_id,
        "post": actor.post_id,
        "group": actor.group_id,
        "designation": actor.designation_id,
        "function": actor.function,
        "today": actor.today,
    }

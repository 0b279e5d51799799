"""A refusal of a service, said on the form: nothing is written, and everything typed is kept."""

from collections.abc import Callable

from django import forms
from django.db import transaction

from correspondents.refusals import Refused


def accepted(form: forms.Form, act: Callable[[], object]) -> bool:
    """Does the act, all of it or nothing. False when it is refused: the sentence then stands at its field."""
    try:
        with transaction.atomic():
            act()
    except Refused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, refused.sentence)
        return False
    return True

"""Photos and papers to be ticked one by one, each with its small picture and the way to look at it."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.safestring import SafeString

from incidents.models import Attachment
from signatories.widgets import ManyChoices

WHY_SHOWN = "Inhabituel pour cet objet\u00a0: si vous en cochez une, un motif sera demandé."
GONE = "Une pièce cochée n’est plus là, ou ne va pas à ce destinataire."


class PieceChoices(ManyChoices):
    template_name = "forms/widgets/pieces.html"
    pieces: dict[str, Attachment]

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return super().create_option(name, value, *args, **kwargs) | {"piece": self.pieces[str(value)]}


class NoPieces(forms.MultipleHiddenInput):
    """Where there is none to tick: what is sent is read and refused, and does not come back with the form."""

    def render(self, *args: Any, **kwargs: Any) -> SafeString:
        return SafeString("")


def pieces_field() -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label="Pièces, une par une",
        required=False,
        widget=PieceChoices,
        help_text="La copie floutée part s’il y en a une. Un visage ou une plaque se voit\u00a0? Floutez d’abord.",
        error_messages={"invalid_choice": GONE},
    )


def offer_pieces(form: forms.BaseForm, offered: Sequence[Attachment], *, asks_why: bool) -> None:
    """None is ticked by itself; where there is none, nothing is asked. Whether a reason is asked of whoever ticks one
    is said beside them."""
    field = cast(forms.MultipleChoiceField, form.fields["attachments"])
    if asks_why:
        field.help_text += f" {WHY_SHOWN}"
    cast(PieceChoices, field.widget).pieces = {str(piece.pk): piece for piece in offered}
    field.choices = [(str(piece.pk), piece.named) for piece in offered]
    if not offered:
        field.widget = NoPieces()

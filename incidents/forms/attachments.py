"""What is chosen as pieces of a fact or a step, and what is typed about one."""

from collections.abc import Iterable
from contextlib import suppress
from time import monotonic
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from acting.forms import show_refusals
from acting.refusals import Refused
from files.media import Prepared, Rectangle, prepare
from files.uploads import MOST_BYTES
from incidents.attachment_rules import MOST_PIECES, NO_LONGER_HELD, TOO_MANY, refusals_of_adding
from incidents.models import Attachment, AttachmentQuerySet
from incidents.models.attachment import LONGEST_CAPTION, LONGEST_WITHDRAWAL
from incidents.services.attachments import contents_of
from signatories.guarded import ReviewedForm

ACCEPTED = "image/*,application/pdf"  # a telephone then offers its camera
MOST_ZONES = 10
PATIENCE = 25  # seconds for all of a form: the database ends a request that waits for sixty
TOO_SLOW = "le portail est très occupé. Envoyez ce fichier à nouveau dans un instant."
SIDES = {"x": "Gauche", "y": "Haut", "w": "Largeur", "h": "Hauteur"}
TWICE = "La même photo ou le même document, reçu plus d’une fois, n’est gardé qu’une fois."
HELP = f"Photos ou PDF, {MOST_PIECES} au plus. La position et les données de l’appareil en sont retirées."


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class PiecesField(forms.FileField):
    """Several files. Each is judged and made by `files.media` apart: one that is refused is named, and keeps none of
    the others away."""

    widget = ManyFiles(attrs={"accept": ACCEPTED})

    def clean(self, data: Any, initial: object = None) -> "list[UploadedFile[bytes]]":
        chosen = [each for each in (data if isinstance(data, list | tuple) else [data]) if each]
        if self.required and not chosen:
            raise ValidationError(self.error_messages["required"], code="required")
        if len(chosen) > MOST_PIECES:
            raise ValidationError(TOO_MANY, code="too_many")
        return chosen


def prepared_of(uploads: Iterable["UploadedFile[bytes]"]) -> tuple[list[Prepared], list[str]]:
    """What could be made of each, and a sentence for each that is refused, with its name. Where the machine is busy the
    last ones are refused too, before the time of the request is over and all is lost."""
    made, refused = [], []
    until = monotonic() + PATIENCE
    for upload in uploads:
        if monotonic() > until:
            refused.append(f"{upload.name}\u00a0: {TOO_SLOW}")
            continue
        try:
            made.append(prepare(upload.read(MOST_BYTES + 1), upload.name or ""))
        except Refused as refusal:
            refused.append(f"{upload.name} : {refusal.sentence}")
    return made, refused


class WithPieces(forms.Form):
    """A form that takes pieces along. What was sent with it is kept when it comes back (`held`), unless its author
    takes it out (`drop`)."""

    photos = PiecesField(label="Photos et documents", help_text=HELP, required=False)
    held = forms.Field(required=False, widget=forms.MultipleHiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pieces: list[Prepared] = []
        self.held_pieces: list[Attachment] = []
        self.twice = ""  # said where the same photo came more than once

    def take_pieces(self, held: AttachmentQuerySet) -> None:
        """Makes what was sent, and finds what was held among `held`. What is wrong with one of them is said at the
        field, and the others stay."""
        kept = self.ids_in("held") - self.ids_in("drop")
        self.held_pieces = list(held.filter(pk__in=kept).with_files().order_by("deposited_at", "id"))
        self.pieces, refused = prepared_of(self.cleaned_data.get("photos") or ())
        if len(self.held_pieces) < len(kept):
            refused.append(NO_LONGER_HELD)
        for sentence in refused:
            self.add_error("photos", sentence)
        contents = {*contents_of(self.pieces), *(each.original_sha256 for each in self.held_pieces)}
        self.twice = TWICE if len(contents) < len(self.held_pieces) + len(self.pieces) else ""
        show_refusals(self, refusals_of_adding(standing=len(self.held_pieces), added=len(self.pieces)))

    def keep(self, held: Iterable[Attachment]) -> None:
        """They stand in the form that comes back, each once."""
        self.held_pieces = list({each.pk: each for each in (*self.held_pieces, *held)}.values())
        self.pieces = []

    def ids_in(self, name: str) -> set[UUID]:
        """What was sent under that name, but for what is no identifier."""
        found = set()
        for text in forms.MultipleHiddenInput().value_from_datadict(self.data, self.files, name) or ():
            with suppress(ValueError):
                found.add(UUID(text))
        return found

    @property
    def left_out(self) -> bool:
        """Whether photos came with it that were not kept, because the numbers to call came first."""
        came = bool(self.ids_in("held") or self.files.get("photos") or self.data.get("left_out"))
        return self.is_bound and came and not self.pieces and not self.held_pieces


class AddPiecesForm(forms.Form):
    """Pieces of what is there already: each is added as it is, and one that is refused is named beside it."""

    chosen_as = "photos"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[self.chosen_as] = PiecesField(
            label="Ajouter des photos ou des documents",
            help_text=HELP,
            error_messages={"required": "Choisissez au moins une photo ou un PDF."},
        )

    @property
    def chosen(self) -> forms.BoundField:
        return self[self.chosen_as]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        self.prepared, self.refused = prepared_of(cleaned.get(self.chosen_as) or ())
        if not self.prepared:
            self.tell_refused()
        return cleaned

    def tell_refused(self) -> None:
        for sentence in self.refused:
            self.add_error(self.chosen_as, sentence)

    def said(self, added: int) -> str:
        if not added:
            return "Ces pièces étaient déjà là : rien n’a été ajouté."
        words = f"{added} pièces ajoutées." if added > 1 else "La pièce est ajoutée."
        return f"{words} {TWICE}" if added < len(self.prepared) else words


class AddStepPiecesForm(AddPiecesForm):
    chosen_as = "pieces"


class BlurForm(forms.Form):
    """Rectangles drawn by hand, or typed as percentages of the picture."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in (f"{side}{number}" for number in range(1, MOST_ZONES + 1) for side in SIDES):
            self.fields[name] = forms.FloatField(
                label=SIDES[name[0]],
                min_value=0,
                max_value=100,
                required=False,
                widget=forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"}),
            )

    @property
    def zones(self) -> list[list[forms.BoundField]]:
        return [[self[f"{side}{number}"] for side in SIDES] for number in range(1, MOST_ZONES + 1)]

    @property
    def drawn(self) -> list[tuple[str, ...]]:
        """As SVG has them, in hundredths of the picture."""
        rectangles = getattr(self, "rectangles", ())
        return [tuple(f"{side * 100:g}" for side in rectangle) for rectangle in rectangles]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        self.rectangles: list[Rectangle] = []
        for number in range(1, MOST_ZONES + 1):
            sides = [cleaned.get(f"{side}{number}") for side in SIDES]
            typed = [side / 100 for side in sides if side is not None]
            if len(typed) == len(SIDES):
                x, y, width, height = typed
                self.rectangles.append((x, y, width, height))
            elif typed and not self.errors:
                self.add_error(f"x{number}", f"Complétez les quatre nombres de la zone {number}.")
        if not self.rectangles and not self.errors:
            self.add_error(None, "Tracez au moins une zone sur ce qui doit être flouté.")
        return cleaned


class CaptionForm(ReviewedForm):
    guarded = ("caption",)

    caption = forms.CharField(
        label="Légende", help_text="Ce que l’on voit, sans nom.", max_length=LONGEST_CAPTION, required=False
    )


class AttachmentWithdrawalForm(ReviewedForm):
    guarded = ("why",)

    why = forms.CharField(
        label="Pourquoi retirer cette pièce ?",
        max_length=LONGEST_WITHDRAWAL,
        error_messages={"required": "Dites pourquoi cette pièce est retirée."},
    )

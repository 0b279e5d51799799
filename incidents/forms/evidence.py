"""What is typed about an evidence file, its pieces, and their order."""

from collections.abc import Iterator, Sequence
from typing import Any, cast
from uuid import UUID

from django import forms
from django.http import QueryDict

from acting.actor import Actor
from acting.forms import OnceForm, day_field, show_refusals
from acting.refusals import Refusal, Refused
from acting.stored import StoredForm
from files.media import EMPTY, Prepared, prepare
from files.uploads import MOST_BYTES
from incidents.enums import AttestationPart
from incidents.evidence_rules import refusals_of_attestation
from incidents.evidence_sources import Source
from incidents.forms.attachments import ACCEPTED
from incidents.models import EvidenceFile, Piece
from incidents.models.evidence import LONGEST_TITLE
from incidents.services.evidence import Arrangement, PaperWords
from signatories.guard import Advice
from signatories.guarded import ReviewedForm
from signatories.widgets import ManyChoices

NO_TITLE = "Donnez un intitulé."


def title_field(label: str, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=LONGEST_TITLE, error_messages={"required": NO_TITLE}, **options)


class EvidenceForm(ReviewedForm, OnceForm):
    """A dossier that is begun."""

    guarded = ("title",)

    title = title_field("Intitulé", help_text="Celui de la couverture : l’affaire, sans jugement.")


def place_field(label: str) -> forms.IntegerField:
    widget = forms.NumberInput(attrs={"inputmode": "numeric"})
    return forms.IntegerField(label=label, required=False, min_value=1, widget=widget)


class ArrangementForm(ReviewedForm):
    """Title and order, as the page had them: what is left out stays as it is. A button moves one piece by one place, or
    takes it out; two numbers move one to any place."""

    guarded = ("title",)

    title = title_field("Intitulé du dossier")
    order = forms.CharField(required=False, widget=forms.HiddenInput)
    up = forms.UUIDField(required=False)
    down = forms.UUIDField(required=False)
    remove = forms.UUIDField(required=False)
    number = place_field("Pièce n°")
    place = place_field("À la place")

    def __init__(self, *args: Any, evidence: EvidenceFile, pieces: Sequence[Piece], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pieces = pieces
        self.initial.update(title=evidence.title, order=" ".join(str(piece.pk) for piece in pieces))
        if self.is_bound:
            self.data = {**self.initial, **cast(QueryDict, self.data).dict()}

    def clean_order(self) -> list[UUID]:
        try:
            return [UUID(each) for each in self.cleaned_data["order"].split()]
        except ValueError as error:
            raise forms.ValidationError("Cet ordre ne se lit pas : rouvrez la page.") from error

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if {"order", "number", "place"} <= cleaned.keys():
            show_refusals(self, self._refusals_of_places(len(cleaned["order"])))
        return cleaned

    def _refusals_of_places(self, pieces: int) -> Iterator[Refusal]:
        typed = {name: self.cleaned_data[name] for name in ("number", "place")}
        for name, said in typed.items():
            if said is None and any(typed.values()):
                yield Refusal("Donnez les deux numéros.", name)
            elif said and said > pieces:
                yield Refusal(f"Le dernier numéro est le {pieces}.", name)

    def advice_on(self, text: str) -> list[Advice]:
        """A title that stands was read when it was given: a button that moves a piece asks nothing about it."""
        return [] if text == self.initial["title"] else super().advice_on(text)

    def arrangement(self) -> Arrangement:
        """A button moves one piece by one place, two numbers move it to any, from where the list as it was sent has
        it."""
        said, order = self.cleaned_data, [*self.cleaned_data["order"]]
        for act, by in (("up", -1), ("down", 1)):
            if said[act] in order:
                place = order.index(said[act])
                order.insert(max(place + by, 0), order.pop(place))
        if said["number"]:
            order.insert(said["place"] - 1, order.pop(said["number"] - 1))
        return Arrangement(title=said["title"], order=order, without=said["remove"])

    def moved(self) -> str:
        """The piece that is moved: where the page opens again."""
        said = self.cleaned_data
        typed = said["number"] and said["order"][said["number"] - 1]
        return str(said["up"] or said["down"] or typed or "")


class PiecesForm(forms.Form):
    """What the situation holds and the dossier does not yet."""

    pieces = forms.MultipleChoiceField(
        label="Pièces à ajouter", widget=ManyChoices(), error_messages={"required": "Choisissez au moins une pièce."}
    )

    def __init__(self, *args: Any, groups: dict[str, list[Source]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.groups = groups
        listed = [source for sources in groups.values() for source in sources]
        cast(forms.MultipleChoiceField, self.fields["pieces"]).choices = [(each.key, each.title) for each in listed]


class PaperForm(ReviewedForm, OnceForm):
    """A paper that hangs on no fact and no step."""

    guarded = ("title",)

    file = forms.FileField(
        label="Fichier",
        help_text="PDF ou photo, 20 Mo au plus. L’original est scellé ; une copie nettoyée est reliée.",
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPTED}),
        error_messages={"required": "Choisissez le fichier.", "empty": EMPTY},
    )
    title = title_field("Intitulé", help_text="Celui du bordereau : « Constat du 3 mars 2026 », par exemple.")
    dated_on = day_field("Daté du", required=False, help_text="Le jour qui figure sur le papier.")
    is_attestation = forms.BooleanField(label="C’est l’attestation d’un témoin", required=False)
    holds = forms.MultipleChoiceField(
        label="Sur l’attestation, vous avez vérifié",
        choices=AttestationPart.choices,
        widget=ManyChoices(),
        required=False,
        help_text="Ce qui manque sera dit sur la page du dossier, et ne bloque rien.",
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)

    def clean_file(self) -> Prepared:
        upload = self.cleaned_data["file"]
        try:
            return prepare(upload.read(MOST_BYTES + 1), upload.name or "")
        except Refused as refused:
            raise forms.ValidationError(refused.sentence) from refused

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        is_attestation, holds = cleaned.get("is_attestation", False), cleaned.get("holds") or ()
        show_refusals(self, refusals_of_attestation(is_attestation=is_attestation, holds=holds))
        return cleaned

    def paper(self) -> dict[str, Any]:
        """The arguments of `add_paper`."""
        said = self.cleaned_data
        words = PaperWords(said["title"], said.get("dated_on"), said.get("is_attestation", False), said["holds"])
        return {"key": self.key(), "prepared": said["file"], "words": words}


class PieceForm(ReviewedForm, StoredForm):
    """What the bordereau calls a piece; of an attestation, what was found on it."""

    guarded = ("title",)

    title = title_field("Intitulé", help_text="Celui du bordereau.")
    holds = forms.MultipleChoiceField(
        label="Vous avez trouvé sur l’attestation",
        choices=AttestationPart.choices,
        widget=ManyChoices(),
        required=False,
    )

    def __init__(self, *args: Any, piece: Piece, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.update(title=piece.title, holds=piece.holds)
        if not piece.is_attestation:
            del self.fields["holds"]

    def words(self) -> dict[str, Any]:
        """The arguments of `describe_piece`."""
        return {"title": self.cleaned_data["title"], "holds": self.cleaned_data.get("holds", ())}

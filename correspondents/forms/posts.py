"""What is typed about a post: what it is called, what it covers, how it is reached at work."""

from typing import Any, cast

from django import forms

from acting.actor import Actor
from acting.enums import Function
from acting.forms import OnceForm, show_refusals
from acting.phones import PhoneField
from acting.stored import StoredForm
from correspondents.enums import POST_FUNCTIONS
from correspondents.models import Post
from correspondents.naming_rules import refusals_of_perimeter
from correspondents.services.posts import territory_of
from signatories.enums import SignatoryKind
from signatories.models import Signatory, Theme
from signatories.permissions import themes_visible_to
from signatories.widgets import Chips, ManyChips, ManyChoices
from territory.forms.communes import CommunesField, written
from territory.models import Residence
from territory.permissions import communes_visible_to, residences_visible_to


class PostForm(OnceForm, StoredForm):
    asks_key = True

    function = forms.ChoiceField(
        label="Fonction", widget=Chips(), error_messages={"required": "Choisissez une fonction."}
    )
    label = forms.CharField(
        label="Intitulé",
        help_text="Ce que liront les partenaires : « Bureau du partenariat », « Référent sûreté ».",
        max_length=120,
    )
    communes = CommunesField(
        label="Communes",
        help_text="Noms ou codes INSEE, séparés par des virgules. Vide : tout le territoire du signataire.",
    )
    residences = forms.ModelMultipleChoiceField(
        Residence.objects.none(),
        label="Résidences",
        help_text="Pour un gardien : celles dont il suit les faits.",
        required=False,
        widget=ManyChoices(),
    )
    themes = forms.ModelMultipleChoiceField(
        Theme.objects.none(), label="Objets de travail", required=False, widget=ManyChips()
    )
    email = forms.EmailField(label="Adresse électronique du service", max_length=254, required=False)
    phone = PhoneField("Téléphone du service")

    def __init__(self, actor: Actor, signatory: Signatory, data: Any = None, *, post: Post | None = None) -> None:
        super().__init__(data, actor=actor, initial=_present(post) if post else None)
        self.signatory, self.post = signatory, post
        among = communes_visible_to(actor).filter(pk__in=territory_of(signatory).values("pk"))
        cast(CommunesField, self.fields["communes"]).among = among
        self._choose_from("residences", residences_visible_to(actor).filter(landlord=signatory))
        self._choose_from("themes", themes_visible_to(actor))
        self._offer_functions()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        function = self.post.function if self.post else cleaned.get("function", "")
        chosen = {f"has_{name}": bool(cleaned.get(name)) for name in ("communes", "residences")}
        if self.post and "residences" not in self.fields:
            chosen["has_residences"] = function == Function.GARDIEN  # not asked: they stay
        if function and "communes" not in self.errors:
            show_refusals(self, refusals_of_perimeter(function, **chosen))
        return cleaned

    def new(self) -> dict[str, Any]:
        """Of a valid form: what a new post is made of."""
        function = Function(self.cleaned_data["function"])
        return self.given() | {"signatory": self.signatory, "function": function, "key": self.key()}

    def given(self) -> dict[str, Any]:
        """Of a valid form: what may change later too; what was not asked stays as it is."""
        names = ("label", "communes", "residences", "themes", "email", "phone")
        return {name: value for name, value in self.cleaned_data.items() if name in names}

    def _choose_from(self, name: str, rows: Any) -> None:
        """A question without any answer to choose is not asked."""
        if rows.exists():
            cast("forms.ModelMultipleChoiceField[Any]", self.fields[name]).queryset = rows
        else:
            del self.fields[name]

    def _offer_functions(self) -> None:
        """Of a post that exists the function stays: rights and referrals hang on it. A gardien's post is opened by who
        sees the residences that it looks after."""
        if self.post:
            del self.fields["function"], self.fields["submission"]
            return
        functions = [
            each
            for each in POST_FUNCTIONS[SignatoryKind(self.signatory.kind)]
            if each != Function.GARDIEN or "residences" in self.fields
        ]
        cast(forms.ChoiceField, self.fields["function"]).choices = [(each.value, each.label) for each in functions]


def _present(post: Post) -> dict[str, Any]:
    return {
        "label": post.label,
        "communes": written(list(post.communes.all())),
        "residences": list(post.residences.all()),
        "themes": list(post.themes.all()),
        "email": post.email,
        "phone": post.phone,
    }

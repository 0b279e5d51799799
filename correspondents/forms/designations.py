"""What is typed about a designation: who, as what, from when, on what act; its end; an absence; the yearly review."""

from datetime import date, timedelta
from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile

from acting.actor import Actor, known
from acting.forms import OnceForm, day_field, show_refusals
from acting.phones import PhoneField
from acting.stored import digest_of
from correspondents.absence_rules import refusals_of_absence
from correspondents.enums import DesignationRole
from correspondents.models import Designation, Post, User
from correspondents.named_person import NamedPerson
from correspondents.naming import refusals_of_end
from correspondents.naming_rules import NOT_LISTED, refusals_of_replacing
from correspondents.permissions import designations_kept_by, people_named_by
from correspondents.roles import roles_at
from correspondents.services.designations import NamingAct
from files.uploads import PdfField
from signatories.widgets import Chips, Choices

SOMEBODY_ELSE = "Une autre personne, à décrire ci-dessous"
ROLE_HINTS = {
    DesignationRole.TITULAIRE.value: "Répond du poste. Un seul à la fois.",
    DesignationRole.SUPPLEANT.value: "Répond quand le titulaire est absent, et lit comme lui.",
    DesignationRole.PREPARATEUR.value: "Lit et prépare les réponses, sans les envoyer.",
}


class PersonField(forms.ModelChoiceField):  # type: ignore[type-arg]  # Django's own class takes none at run time
    def label_from_instance(self, obj: User) -> str:
        return f"{obj.named} ({obj.named.email})"


class ColleagueField(forms.ModelChoiceField):  # type: ignore[type-arg]  # as above
    def label_from_instance(self, obj: Designation) -> str:
        return f"{obj.person}, {obj.get_role_display().lower()}"


class PersonForm(OnceForm):
    """Who is named: somebody the signatory has named before, or a name and a professional address."""

    asks_key = True

    person = PersonField(User.objects.none(), label="Personne", required=False, empty_label=SOMEBODY_ELSE)
    first_name = forms.CharField(label="Prénom", max_length=80, required=False)
    last_name = forms.CharField(label="Nom", max_length=80, required=False)
    email = forms.EmailField(
        label="Adresse électronique professionnelle",
        help_text="La personne y reçoit de quoi choisir son mot de passe, et se connecte avec elle.",
        max_length=254,
        required=False,
    )
    phone = PhoneField("Téléphone professionnel")
    starts_on = day_field("À compter du")
    act_reference = forms.CharField(
        label="Référence de l’acte",
        help_text="Note, décision ou courrier qui désigne la personne.",
        max_length=120,
        required=False,
    )
    act_date = day_field("Date de l’acte", required=False)
    act_file = PdfField(label="L’acte, en PDF", help_text="20 Mo au plus.", required=False)

    def __init__(self, actor: Actor, post: Post, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, actor=actor, initial={"starts_on": actor.today})
        self.post = post
        others = people_named_by(actor, post.signatory).exclude(pk=known(actor.user_id))
        cast(PersonField, self.fields["person"]).queryset = others
        for name in ("first_name", "last_name", "email"):
            self.fields[name].required = not (data and data.get("person"))
            self.fields[name].error_messages["required"] = NOT_LISTED

    def named(self) -> User | NamedPerson:
        cleaned = self.cleaned_data
        if cleaned["person"]:
            return cast(User, cleaned["person"])
        return NamedPerson(**{name: cleaned[name] for name in ("email", "first_name", "last_name", "phone")})

    def act(self) -> NamingAct:
        upload: UploadedFile[bytes] | None = self.cleaned_data["act_file"]
        return NamingAct(
            reference=self.cleaned_data["act_reference"],
            dated_on=self.cleaned_data["act_date"],
            name=(upload.name or "acte.pdf") if upload else "",
            pdf=upload.read() if upload else b"",
        )


class DesignationForm(PersonForm):
    role = forms.ChoiceField(
        label="Rôle", widget=Choices(hints=ROLE_HINTS), error_messages={"required": "Choisissez un rôle."}
    )
    ends_on = day_field("Jusqu’au", required=False, help_text="Vide : sans terme.")

    field_order = ("person", "first_name", "last_name", "email", "phone", "role", "starts_on", "ends_on")

    def __init__(self, actor: Actor, post: Post, data: Any = None, files: Any = None) -> None:
        super().__init__(actor, post, data, files)
        cast(forms.ChoiceField, self.fields["role"]).choices = [(role.value, role.label) for role in roles_at(post)]

    def given(self) -> dict[str, Any]:
        """Of a valid form: what the service takes."""
        cleaned = self.cleaned_data
        return {
            "user": self.named(),
            "role": DesignationRole(cleaned["role"]),
            "starts_on": cleaned["starts_on"],
            "ends_on": cleaned["ends_on"],
            "act": self.act(),
            "key": self.key(),
        }


class ReplacementForm(PersonForm):
    """The next one takes the role of the former, who ends the day before: not on a day that has counted already."""

    def __init__(self, actor: Actor, former: Designation, data: Any = None, files: Any = None) -> None:
        super().__init__(actor, former.post, data, files)
        self.former, self.today = former, actor.today

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if starts_on := cleaned.get("starts_on"):
            last_day = starts_on - timedelta(days=1)
            if self.former.ends_on is None or self.former.ends_on > last_day:
                show_refusals(self, refusals_of_replacing(last_day, self.today))
        return cleaned

    def given(self) -> dict[str, Any]:
        starts_on: date = self.cleaned_data["starts_on"]
        return {"user": self.named(), "starts_on": starts_on, "act": self.act(), "key": self.key()}


class EndForm(forms.Form):
    ends_on = day_field("Dernier jour", help_text="La personne garde ses droits jusqu’à minuit ce jour-là.")

    def __init__(self, actor: Actor, designation: Designation, data: Any = None) -> None:
        super().__init__(data, initial={"ends_on": actor.today})
        self.today, self.designation = actor.today, designation

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if ends_on := cleaned.get("ends_on"):
            present = self.designation
            show_refusals(self, refusals_of_end(present.starts_on, present.ends_on, ends_on, self.today))
        return cleaned


class AbsenceForm(OnceForm):
    asks_key = True

    starts_on = day_field("Absent du")
    ends_on = day_field("Au", help_text="Ce jour compris.")
    stand_in = ColleagueField(
        Designation.objects.none(),
        label="Remplacé par",
        help_text="Une autre personne du poste. Vide : le suppléant passe en premier.",
        required=False,
        empty_label="Le suppléant, dans l’ordre habituel",
    )

    def __init__(self, actor: Actor, designation: Designation, data: Any = None) -> None:
        super().__init__(data, actor=actor, initial={"starts_on": actor.today})
        self.today = actor.today
        holders = designations_kept_by(actor).filter(post=designation.post)
        colleagues = holders.not_over_on(actor.today).who_answer().exclude(pk=designation.pk)
        stand_in = cast(ColleagueField, self.fields["stand_in"])
        stand_in.queryset = colleagues.titular_first()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if (starts_on := cleaned.get("starts_on")) and (ends_on := cleaned.get("ends_on")):
            show_refusals(self, refusals_of_absence(starts_on, ends_on, self.today))
        return cleaned

    def given(self) -> dict[str, Any]:
        names = ("starts_on", "ends_on", "stand_in")
        return {name: self.cleaned_data[name] for name in names} | {"key": self.key()}


class BackForm(forms.Form):
    """Which absence ends: one of that designation."""

    absence = forms.UUIDField(widget=forms.HiddenInput)


class CancelForm(forms.Form):
    """Which designation to come will not be: one of that post."""

    designation = forms.UUIDField(widget=forms.HiddenInput)


OTHERS_SINCE = (
    "La liste a changé depuis qu’elle vous a été montrée : rien n’est confirmé. Relisez-la, puis confirmez de nouveau."
)


class ReviewForm(forms.Form):
    """One choice for each person of the list; no choice leaves a person as they are."""

    DECISIONS = (("keep", "Confirmée"), ("end", "À terminer"))

    def __init__(self, designations: list[Designation], data: Any = None) -> None:
        super().__init__(data)
        self.designations = {f"decision-{each.pk}": each for each in designations}
        for name, designation in self.designations.items():
            self.fields[name] = forms.ChoiceField(
                label=str(designation.person), choices=self.DECISIONS, required=False, widget=Chips()
            )

    def decisions(self) -> dict[str, list[Designation]]:
        """Of a valid form: who is kept, who has left."""
        return {"kept": self._chosen("keep"), "left": self._chosen("end")}

    def _chosen(self, decision: str) -> list[Designation]:
        return [each for name, each in self.designations.items() if self.cleaned_data.get(name) == decision]


class ConfirmAllForm(forms.Form):
    """Everybody on the list as it was shown: who came to it since, or is there in other words, was not seen."""

    shown = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, designations: list[Designation], data: Any = None) -> None:
        super().__init__(data)
        self.designations = designations

    def digest(self) -> str:
        """Of who stands where. Not of the day of the last confirmation: sent twice, the form confirms once."""
        return digest_of(
            [
                (each.pk, str(each.person), each.post_id, each.post.label, each.role, each.starts_on, each.ends_on)
                for each in sorted(self.designations, key=lambda each: each.pk)
            ]
        )

    def clean(self) -> dict[str, Any]:
        if self.data.get("shown") != self.digest():
            raise forms.ValidationError(OTHERS_SINCE)
        return self.cleaned_data

    def decisions(self) -> dict[str, list[Designation]]:
        return {"kept": self.designations, "left": []}

"""What is typed about how services enter: who holds what, until when, and what keeps it working. Never a code."""

from typing import Any, cast

from django import forms

from acting.actor import Actor
from acting.forms import OnceForm, day_field, show_refusals
from acting.stored import StoredForm
from signatories import guard
from signatories.guarded import ReviewedForm
from signatories.permissions import signatories_visible_to
from signatories.widgets import Chips
from territory.access_rules import refusals_of_days, refusals_of_kind
from territory.enums import AccessHolder, AccessKind
from territory.models import MOST_HANDED, ResidenceAccess
from territory.permissions import forces_open_to
from territory.services.accesses import AccessDetails

WRITTEN = ("kind", "quantity", "given_on", "ends_on", "note", "upkeep", "works_on")
SERVICES = (AccessHolder.RESCUE, AccessHolder.MUNICIPAL)
LAST = ("note", "upkeep", "works_on")
ON_A_DAY = {"invalid": "Indiquez une date."}


class AccessForm(OnceForm, StoredForm, ReviewedForm):
    """What is written is guarded twice: for what names somebody, and for what looks like the code of a door."""

    guarded = ("note", "upkeep")
    field_order = ("holder", "kind", "quantity", "given_on", "ends_on", "returned_on", *LAST)

    holder = forms.ChoiceField(label="Remis à", error_messages={"required": "Dites à qui il est remis."})
    kind = forms.ChoiceField(
        label="Quoi ?",
        help_text="Une autorisation permanente ne se donne plus qu’à la police municipale.",
        choices=AccessKind.choices,
        widget=Chips(),
        error_messages={"required": "Dites si c’est un badge, une clé, une ouverture ou une autorisation."},
    )
    quantity = forms.IntegerField(
        label="Combien ?",
        min_value=1,
        max_value=MOST_HANDED,
        initial=1,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={"required": "Donnez le nombre.", "invalid": "Donnez un nombre entier."},
    )
    given_on = day_field("Remis le", error_messages=ON_A_DAY | {"required": "Indiquez la date de remise."})
    ends_on = day_field(
        "Jusqu’au",
        help_text="Passé ce jour, il est signalé comme à rendre ou à renouveler.",
        required=False,
        error_messages=ON_A_DAY,
    )
    returned_on = day_field("Rendu ou retiré le", required=False, error_messages=ON_A_DAY)
    note = forms.CharField(
        label="Précision",
        help_text="Ce qu’il ouvre : « hall et parking ». La force le lira. Jamais un code, jamais un nom.",
        max_length=200,
        required=False,
    )
    upkeep = forms.CharField(
        label="Ce qui le garde en état",
        help_text="Qui le recode, quand, qui prévient la force : « badges recodés à chaque changement de centrale ».",
        max_length=200,
        required=False,
    )
    works_on = day_field(
        "Essayé le",
        help_text="Le dernier jour où l’on a vérifié qu’il ouvre.",
        required=False,
        error_messages=ON_A_DAY,
    )

    def __init__(self, *args: Any, actor: Actor, access: ResidenceAccess | None = None, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        self.today = actor.today
        forces = forces_open_to(actor)
        self.services = [(service.value, service.label) for service in SERVICES]
        if access:
            forces = signatories_visible_to(actor).filter(pk__in=[access.holder_id] if access.holder_id else [])
            self.services = [(key, label) for key, label in self.services if key == access.service]
            self.initial.update({name: getattr(access, name) for name in (*WRITTEN, "returned_on")})
            self.initial["holder"] = access.holder_id or access.service
        else:
            del self.fields["returned_on"], self.fields["stored"]
            self.initial["given_on"] = actor.today
        self.forces = {str(force.pk): force for force in forces}
        offered = [(key, force.name) for key, force in self.forces.items()]
        cast(forms.ChoiceField, self.fields["holder"]).choices = [("", "Choisissez…"), *offered, *self.services]

    def advice_on(self, text: str) -> list[guard.Advice]:
        return [*guard.door_codes_in(text), *super().advice_on(text)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if given_on := cleaned.get("given_on"):
            days = {name: cleaned.get(name) for name in ("ends_on", "returned_on", "works_on")}
            show_refusals(self, refusals_of_days(given_on=given_on, today=self.today, **days))
        if {"kind", "holder"} <= cleaned.keys():
            is_over = cleaned.get("returned_on") is not None
            show_refusals(self, refusals_of_kind(kind=cleaned["kind"], service=self._service(), is_over=is_over))
        return cleaned

    def _service(self) -> str:
        asked = str(self.cleaned_data["holder"])
        return AccessHolder.FORCE.value if asked in self.forces else asked

    def details(self) -> AccessDetails:
        written = {name: self.cleaned_data[name] for name in WRITTEN}
        returned_on = self.cleaned_data.get("returned_on")
        return AccessDetails(
            **written,
            holder=self.forces.get(str(self.cleaned_data["holder"])),
            service=self._service(),
            returned_on=returned_on,
            overridden=tuple(self.overridden),
        )

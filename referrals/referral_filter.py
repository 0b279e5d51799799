"""What the address of the inbox and the outbox narrows them to: a partner, a subject, a commune; each by its code."""

from collections.abc import Mapping
from typing import Any, ClassVar, cast

from django import forms
from django.db.models import CharField, Exists, IntegerField, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast
from django.http import QueryDict

from acting.actor import Actor, known
from acting.filters import ListFilter
from acting.fold import fold
from referrals.models import ReferralQuerySet, Subject
from referrals.permissions import disclosures_visible_to, is_read_by, sources_visible_to
from signatories.enums import SignatoryKind
from signatories.permissions import signatories_visible_to
from territory.models import Commune
from territory.permissions import communes_visible_to

PARTNER, SUBJECT, COMMUNE = "partenaire", "objet", "commune"


class ReferralFilter(ListFilter):
    """`boite` and `etat` are those of the list, which stay while it is narrowed. What is offered are the parties, the
    table of subjects and the own communes, never what the box holds."""

    ORDERS: ClassVar[Mapping[str, Any]] = {"": ()}

    boite = forms.CharField(widget=forms.HiddenInput(), required=False)
    etat = forms.CharField(widget=forms.HiddenInput(), required=False)
    partenaire = forms.ChoiceField(label="Partenaire", required=False)
    objet = forms.ChoiceField(label="Objet", required=False)
    commune = forms.ChoiceField(label="Commune", required=False)

    def __init__(self, data: Mapping[str, str], *, actor: Actor) -> None:
        super().__init__(cast(QueryDict, data))
        self.actor = actor
        del self.fields["tri"]
        offered = sorted(_offered(actor), key=lambda each: (each[3], fold(each[2])))
        for name in (PARTNER, SUBJECT, COMMUNE):
            found = [(code, label) for kind, code, label, *_ in offered if kind == name]
            cast(forms.ChoiceField, self.fields[name]).choices = [("", "Tous" if name != COMMUNE else "Toutes"), *found]
        self.full_clean()

    @property
    def narrowed_by(self) -> list[str]:
        return [self[name].label.lower() for name in (PARTNER, SUBJECT, COMMUNE) if self.chosen(name)]

    def received(self, box: ReferralQuerySet) -> ReferralQuerySet:
        """While it is read: of one that has ended neither its sender, its subject nor its commune is told."""
        if not self.is_narrowed:
            return box
        box = box.filter(is_read_by(self.actor), **self._columns("sender_id"))
        if commune := self.chosen(COMMUNE):
            told = disclosures_visible_to(self.actor).filter(content__commune__code=commune)
            box = box.filter(Exists(told.filter(referral_id=OuterRef("pk"))))
        return box

    def sent(self, box: ReferralQuerySet) -> ReferralQuerySet:
        box = box.filter(**self._columns("recipient_id"))
        if commune := self.chosen(COMMUNE):
            own = sources_visible_to(self.actor).filter(commune_id=commune)
            box = box.filter(Exists(own.filter(referral_id=OuterRef("pk"))))
        return box

    def _columns(self, partner: str) -> dict[str, str]:
        chosen = {partner: self.chosen(PARTNER), "subject_id": self.chosen(SUBJECT)}
        return {column: value for column, value in chosen.items() if value}


def _offered(actor: Actor) -> list[tuple[str, str, str, int, str]]:
    """In one statement, as (which field, code, label, rank, order of names). To a partner its whole territory: which of
    its communes hold a residence would be asked of every residence that it sees."""
    house = known(actor.signatory_id)
    own = Q(residences__landlord_id=house)
    if actor.signatory_kind != SignatoryKind.LANDLORD:
        own = Q(competences__signatory_id=house)
    communes = Commune.objects.filter(pk__in=communes_visible_to(actor).filter(own).values("pk"))
    parties = signatories_visible_to(actor).parties_on(actor.today).exclude(pk=house)
    parts = [
        _part(parties, PARTNER, "pk", "short_name", Value(0)),
        _part(Subject.objects.all(), SUBJECT, "code", "label", "position"),
        _part(communes, COMMUNE, "code", "name", Value(0), "search_name"),
    ]
    return list(parts[0].union(*parts[1:], all=True))


def _part(rows: QuerySet[Any], name: str, code: str, label: str, rank: Any, order: str = "") -> QuerySet[Any]:
    text = CharField()
    columns = (Cast(column, text) for column in (code, label))
    return rows.order_by().values_list(
        Value(name, text), *columns, Cast(rank, IntegerField()), Cast(order or label, text)
    )

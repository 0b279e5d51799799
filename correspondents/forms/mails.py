"""Which mails an administrator looks at. Names are never in an address: they are posted; a state, a topic and an
account's identifier may be."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.http import urlencode

from correspondents.messages import Topic, kinds_about, kinds_beside_cases
from journal.enums import MessageState
from journal.models import Message

ALL = ("", "Tous")


class MailFilterForm(forms.Form):
    """Read from the address, or from the button that sends the chosen ones again."""

    etat = forms.ChoiceField(label="État", choices=[ALL, *MessageState.choices], required=False)
    sujet = forms.ChoiceField(label="Sujet", choices=[ALL, *Topic.choices], required=False)
    compte = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def chosen(self) -> dict[str, Any]:
        """What is set and makes sense."""
        self.full_clean()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def querystring(self) -> str:
        return urlencode(self.chosen())

    def among(self, mails: QuerySet[Message]) -> QuerySet[Message]:
        chosen = self.chosen()
        topic = chosen.get("sujet")
        of_topic = Q(kind__in=kinds_about(topic)) if topic else Q()
        if topic == Topic.CASE:
            of_topic = ~Q(kind__in=kinds_beside_cases())
        of_state = Q(state=chosen["etat"]) if "etat" in chosen else Q()
        of_account = Q(recipient_id=chosen["compte"]) if "compte" in chosen else Q()
        return mails.filter(of_topic, of_state, of_account)

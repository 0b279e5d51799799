"""What is typed to find out who is competent."""

from django import forms


class CommuneForm(forms.Form):
    """A commune is no personal data, so it may stand in an address that one sends to a colleague."""

    q = forms.CharField(
        label="Commune",
        help_text="Un nom, une partie d’un nom, un code postal ou un code INSEE, même ancien.",
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )

"""What somebody is called and reached at, put right."""

from django import forms

from acting.phones import PhoneField
from acting.stored import StoredForm


class AddressForm(StoredForm):
    email = forms.EmailField(label="La bonne adresse électronique professionnelle", max_length=254)


class WordsForm(StoredForm):
    first_name = forms.CharField(label="Prénom", max_length=80)
    last_name = forms.CharField(label="Nom", max_length=80)
    phone = PhoneField("Téléphone professionnel")

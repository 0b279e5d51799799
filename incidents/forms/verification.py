"""What is typed to have a frozen dossier, or a bilan, verified."""

import re
from typing import Any

from django import forms

from incidents.evidence_verification import digest_of_chunks
from incidents.references import as_printed

DIGEST = re.compile(r"[0-9a-f]{64}")
BOTH_MISSING = "Donnez l’empreinte SHA-256, ou le fichier PDF."
NO_DIGEST = "Une empreinte SHA-256 compte 64 chiffres et lettres de a à f."
DIFFERENT = "Ce fichier n’a pas l’empreinte que vous donnez."


class VerificationForm(forms.Form):
    """Either the digest or the file: neither is called optional."""

    number = forms.CharField(
        label="Numéro du document",
        help_text="Il figure sur la couverture\u00a0: P-7K3F-2Q pour un dossier, B-7K3F-2Q pour un bilan.",
        max_length=20,
        error_messages={"required": "Donnez le numéro du document."},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    digest = forms.CharField(
        label="Empreinte SHA-256",
        help_text="64 chiffres et lettres ; les espaces ne comptent pas.",
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    file = forms.FileField(
        label="Ou le fichier PDF",
        help_text="Son empreinte est calculée, et il n’est pas gardé.",
        required=False,
        allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": "application/pdf,.pdf"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("digest", "file"):
            self.fields[name].asked_by_choice = True  # type: ignore[attr-defined]

    def clean_number(self) -> str:
        return as_printed(self.cleaned_data["number"])

    def clean_digest(self) -> str:
        typed = re.sub(r"[\s:-]", "", self.cleaned_data["digest"]).lower()
        if typed and not DIGEST.fullmatch(typed):
            raise forms.ValidationError(NO_DIGEST)
        return typed

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        upload = cleaned.get("file")
        if "digest" not in cleaned:
            return cleaned
        if not upload and not cleaned["digest"]:
            self.add_error("digest", BOTH_MISSING)
        if upload:
            found = digest_of_chunks(upload.chunks())
            if cleaned["digest"] not in ("", found):
                self.add_error("file", DIFFERENT)
            cleaned["digest"] = found
        return cleaned

"""What somebody uploads is judged by its content, never by its name or by the type that a browser claims."""

from collections.abc import Iterator

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from acting.refusals import Refusal

MOST_BYTES = 20 * 1024 * 1024
HEAD, TAIL = 1024, 2048
TOO_BIG = "Le fichier dépasse 20 Mo. Déposez-en un plus léger, ou seulement les pages utiles."
NO_PDF = "Ce fichier n’est pas un PDF lisible. Enregistrez l’acte en PDF et déposez-le."


def is_pdf(content: bytes) -> bool:
    """Begins and ends as a PDF does: another kind of file, or one that was cut, does not."""
    return b"%PDF-" in content[:HEAD] and b"%%EOF" in content[-TAIL:]


def refusals_of_pdf(content: bytes, field: str) -> Iterator[Refusal]:
    """A whole PDF of 20 MB at most, whatever the door it comes by."""
    if len(content) > MOST_BYTES:
        yield Refusal(TOO_BIG, field)
    elif not is_pdf(content):
        yield Refusal(NO_PDF, field)


class PdfField(forms.FileField):
    """A whole PDF of 20 MB at most."""

    widget = forms.ClearableFileInput(attrs={"accept": "application/pdf,.pdf"})

    def clean(self, data: "UploadedFile[bytes] | None", initial: object = None) -> "UploadedFile[bytes] | None":
        upload: UploadedFile[bytes] | None = super().clean(data, initial)
        if upload is None or not isinstance(upload, UploadedFile):
            return None
        if upload.size and upload.size > MOST_BYTES:
            raise ValidationError(TOO_BIG)
        for refusal in refusals_of_pdf(upload.read(), ""):
            raise ValidationError(refusal.text)
        upload.seek(0)
        return upload

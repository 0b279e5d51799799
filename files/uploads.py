"""What somebody uploads is judged by its content, never by its name or by the type that a browser claims."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

MOST_BYTES = 20 * 1024 * 1024
HEAD, TAIL = 1024, 2048


def is_pdf(content: bytes) -> bool:
    """Begins and ends as a PDF does: another kind of file, or one that was cut, does not."""
    return b"%PDF-" in content[:HEAD] and b"%%EOF" in content[-TAIL:]


class PdfField(forms.FileField):
    """A whole PDF of 20 MB at most."""

    widget = forms.ClearableFileInput(attrs={"accept": "application/pdf,.pdf"})

    def clean(self, data: "UploadedFile[bytes] | None", initial: object = None) -> "UploadedFile[bytes] | None":
        upload: UploadedFile[bytes] | None = super().clean(data, initial)
        if upload is None or not isinstance(upload, UploadedFile):
            return None
        if upload.size and upload.size > MOST_BYTES:
            raise ValidationError("Le fichier dépasse 20 Mo. Déposez-en un plus léger, ou seulement les pages utiles.")
        if not is_pdf(upload.read()):
            raise ValidationError("Ce fichier n’est pas un PDF lisible. Enregistrez l’acte en PDF et déposez-le.")
        upload.seek(0)
        return upload

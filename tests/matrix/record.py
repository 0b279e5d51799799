"""A convention's record that somebody keeps: a signed text, an annex, an article, a processing."""

from io import BytesIO
from uuid import UUID, uuid4

from signatories.enums import DocumentKind
from signatories.models import Article, Processing
from signatories.permissions import convention_of
from signatories.services import convention as services
from tests.people import Person, acting

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


class Pdf(BytesIO):
    """A file to upload that can be sent more than once."""

    def __init__(self, name: str, content: bytes) -> None:
        super().__init__(content)
        self.name = name

    def read(self, size: int | None = -1) -> bytes:
        """From the start again after the end."""
        if self.tell() == len(self.getbuffer()):
            self.seek(0)
        return super().read(size)


def make_record(administrator: Person) -> dict[str, UUID]:
    with acting(administrator) as by:
        convention = convention_of(by)
        signed, annex = (
            services.deposit_document(
                by=by,
                convention=convention,
                kind=kind,
                title=f"{kind.label} du {convention.department_code}",
                name=f"{kind.value}.pdf",
                content=PDF + kind.value.encode(),
                submission=uuid4(),
            )
            for kind in DocumentKind
        )
        article = Article(convention=convention, number=1, title="Objet", text="Texte recopié.")
        processing = Processing(convention=convention, name="Faits")
        return {
            "signed": signed.pk,
            "annex": annex.pk,
            "article": services.keep_article(by=by, row=article).pk,
            "processing": services.keep_processing(by=by, row=processing).pk,
        }

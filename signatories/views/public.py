"""What the world may know of each convention: parties, date and place, texts, and the signed PDF."""

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from files.services import serve
from signatories.models import Convention
from signatories.permissions import convention_of, may_read_record, signatories_public, signed_texts_public


@login_not_required
def convention(request: HttpRequest) -> HttpResponse:
    """All conventions; the reader's own one leads on to what is for those who work with it."""
    parties = Prefetch("signatories", queryset=signatories_public(), to_attr="parties")
    texts = Prefetch("documents", queryset=signed_texts_public(), to_attr="signed_texts")
    actor = getattr(request, "actor", None)
    context = {
        "conventions": Convention.objects.order_by("department_code").prefetch_related(parties, texts),
        "own": convention_of(actor) if actor and may_read_record(actor) else None,
    }
    return render(request, "signatories/convention.html", context)


@login_not_required
def signed_text(request: HttpRequest, pk: UUID) -> HttpResponse:
    document = get_object_or_404(signed_texts_public(), pk=pk)
    return serve(document.file)


convention.policy = "public"  # type: ignore[attr-defined]
signed_text.policy = "public"  # type: ignore[attr-defined]

"""The texts that the portal cites, for everybody: what each says, since when, and whether it was checked."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from referrals.models import LegalBasis


@login_not_required
def legal_texts(request: HttpRequest) -> HttpResponse:
    return render(request, "referrals/legal_texts.html", {"texts": LegalBasis.objects.all()})


legal_texts.policy = "public"  # type: ignore[attr-defined]

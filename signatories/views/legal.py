"""What every public service says of itself: who publishes it, what it does with data, how accessible it is."""

from itertools import groupby

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from signatories.models import Convention
from signatories.permissions import processings_public


@login_not_required
def legal_notice(request: HttpRequest) -> HttpResponse:
    return render(request, "signatories/legal_notice.html", {"site": settings.LEGAL})


@login_not_required
def data_protection(request: HttpRequest) -> HttpResponse:
    """By convention and controller: one who looks for the own data knows who holds them, not what a processing is."""
    kept = Prefetch("processings", queryset=processings_public(), to_attr="told")
    listed = Convention.objects.order_by("department_code").prefetch_related(kept)
    conventions = []
    for convention in listed:
        by_controller = groupby(vars(convention)["told"], key=lambda row: row.controllers)
        conventions.append((convention, [(who, list(theirs)) for who, theirs in by_controller]))
    return render(request, "signatories/data_protection.html", {"conventions": conventions})


@login_not_required
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "signatories/accessibility.html", {"site": settings.LEGAL})


legal_notice.policy = "public"  # type: ignore[attr-defined]
data_protection.policy = "public"  # type: ignore[attr-defined]
accessibility.policy = "public"  # type: ignore[attr-defined]

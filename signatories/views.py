"""The convention's public page: parties, dates, texts. Its settings are shown to those who work with them."""

from django.contrib.auth.decorators import login_not_required
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from signatories.models import Convention
from signatories.permissions import may_read_settings, signatories_public


@login_not_required
def convention(request: HttpRequest) -> HttpResponse:
    parties = Prefetch("signatories", queryset=signatories_public(), to_attr="parties")
    context = {
        "conventions": Convention.objects.order_by("department_code").prefetch_related(parties),
        "shows_settings": may_read_settings(getattr(request, "actor", None)),
    }
    return render(request, "signatories/convention.html", context)


convention.policy = "public"  # type: ignore[attr-defined]

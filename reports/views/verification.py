"""A frozen dossier or bilan verified by whoever holds it: no account, no content, nothing in an address."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from acting.pages import public_page, throttled
from incidents.evidence_verification import verified
from incidents.forms.verification import VerificationForm
from reports.review_verification import verified_review


@public_page
@throttled("verify_evidence")
def evidence_verify(request: HttpRequest) -> HttpResponse:
    """Whatever does not belong together is answered alike."""
    form = VerificationForm(request.POST or None, request.FILES or None)
    asked = form.is_valid()
    of_them = (form.cleaned_data["number"], form.cleaned_data["digest"]) if asked else ("", "")
    dossier, bilan = verified(*of_them), verified_review(*of_them)
    context = {"form": form, "asked": asked, "found": dossier or bilan, "is_bilan": bilan is not None}
    return render(request, "reports/verify.html", context)

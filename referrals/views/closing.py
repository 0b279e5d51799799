"""What closes: a post, a signatory’s part in the convention. Both pages say first what hangs on it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from acting.enums import Function
from acting.forms import accepted
from acting.pages import ActingRequest, irrevocable, page, require
from acting.words import listed
from correspondents.naming import POST_KEEPERS
from correspondents.permissions import posts_kept_by
from correspondents.services.posts import close_post
from referrals.closing import hanging_on_post, hanging_on_signatory
from referrals.forms.closing import ClosingForm
from signatories.forms.convention import LeavingForm
from signatories.permissions import can_date_leaving, signatories_visible_to
from signatories.services.convention import date_leaving
from signatories.views.record import written

CLOSED = "Le poste est fermé : plus rien n’y est adressé ni lu. Ceux qui y attendent une réponse sont avertis."
NOTHING = "rien n’y est attaché"
AFTER = (
    "Le lendemain de ce jour, plus personne n’y lit ni n’y répond ; ceux qui attendent une réponse sont avertis, et "
    "leur liste le montre."
)


@irrevocable
@page(*POST_KEEPERS)
@require_http_methods(["GET", "HEAD", "POST"])
def post_close(request: ActingRequest, pk: UUID) -> HttpResponse:
    post = get_object_or_404(posts_kept_by(request.actor).select_related("signatory"), pk=pk)
    form = ClosingForm(request.actor, post, request.POST if request.method == "POST" else None)
    if form.is_valid() and accepted(form, lambda: close_post(by=request.actor, post=post, taken_over_by=form.chosen())):
        messages.success(request, CLOSED)
        return redirect("post_manage", pk=pk)
    context = {"form": form, "post": post, "hanging": hanging_on_post(request.actor, post)}
    return render(request, "referrals/post_close.html", context)


@irrevocable
@page(Function.ADMINISTRATEUR)
def signatory_leave(request: ActingRequest, pk: UUID) -> HttpResponse:
    signatory = get_object_or_404(signatories_visible_to(request.actor), pk=pk)
    require(can_date_leaving(request.actor, signatory))
    form = LeavingForm(request.POST or None, instance=signatory)

    def write() -> None:
        date_leaving(by=request.actor, row=form.save(commit=False))

    hanging = listed(hanging_on_signatory(request.actor, signatory), most=12) or NOTHING
    lead = f"{signatory.name} : {hanging}. {AFTER}"
    return written(request, form, write, title="Fin de participation", back="signatory_list", lead=lead)

"""Which of one's designations one acts under."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from acting.actor import visitor
from acting.pages import signed_in_page
from correspondents.middleware import SESSION_KEY, DesignatedRequest
from correspondents.services.accounts import remember_choice


@signed_in_page
@require_POST
def switch_designation(request: DesignatedRequest) -> HttpResponse:
    """Chooses among the running designations of the person; anything else leaves everything as it is."""
    chosen = next((d for d in request.designations if str(d.id) == request.POST.get("designation")), None)
    if chosen is None:
        messages.error(request, "Cette désignation n’est pas, ou n’est plus, la vôtre. Rien n’a été changé.")
    else:
        request.session[SESSION_KEY] = str(chosen.id)
        remember_choice(by=visitor(request.user.pk, timezone.now()), designation=chosen)
        messages.success(request, f"Vous agissez maintenant comme {chosen.post.named}, {chosen.post.signatory.name}.")
    return redirect("home")

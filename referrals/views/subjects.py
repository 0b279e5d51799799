"""The table of subjects of the own convention: its administrators read and change it, every share sheet follows it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from acting.enums import Function
from acting.forms import accepted
from acting.pages import ActingRequest, page
from referrals.field_sets import choices
from referrals.forms.subjects import SubjectForm
from referrals.services.subjects import change_subject, restore_subject
from referrals.subject_table import SubjectLine, line_of, subject_table
from signatories.enums import SignatoryKind
from signatories.permissions import convention_of

KINDS, SETS = dict(SignatoryKind.choices), dict(choices())


@page(Function.ADMINISTRATEUR)
def subject_list(request: ActingRequest) -> HttpResponse:
    convention = convention_of(request.actor)
    lines = [_in_words(line) for line in subject_table(convention)]
    return render(request, "referrals/subject_list.html", {"lines": lines, "convention": convention})


@page(Function.ADMINISTRATEUR)
def subject_edit(request: ActingRequest, pk: str) -> HttpResponse:
    convention = convention_of(request.actor)
    line = line_of(convention, pk)
    if line is None:
        raise Http404
    if request.POST.get("act") == "restore":
        restore_subject(by=request.actor, convention=convention, line=line)
        return _done(request, f"« {line.label} » est revenu au tableau du portail.")
    form = SubjectForm(line, request.POST or None)
    if form.is_valid() and accepted(
        form, lambda: change_subject(by=request.actor, convention=convention, line=line, rule=form.rule())
    ):
        return _done(request, f"« {line.label} » : les prochaines feuilles de partage suivent ce tableau.")
    return render(request, "referrals/subject_form.html", {"form": form, "line": line})


def _done(request: ActingRequest, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect("subject_list")


def _in_words(line: SubjectLine) -> dict[str, object]:
    return {
        "line": line,
        "senders": [KINDS[kind] for kind in line.sender_kinds],
        "recipients": [KINDS[kind] for kind in line.recipient_kinds],
        "minimum": [SETS[key] for key in line.minimum],
        "usual": [SETS[key] for key in line.usual if key not in line.minimum],
    }

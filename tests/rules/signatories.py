"""Forbidden writes of signatories: the convention’s record, meetings and themes."""

from datetime import date
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from acting.actor import Actor
from signatories.enums import DocumentKind
from signatories.models import Article, Processing, SavedFilter, Signatory
from signatories.services import convention as record
from signatories.services import meetings, saved_filters, themes
from tests.people import Cast, acting
from tests.rules.trial import AT, FAR, Trial, convention, meeting, theme


def decision(cast: Cast) -> Any:
    with acting(cast.delphine) as delphine:
        said: dict[str, Any] = {"text": "Réparer.", "owner": cast.karim.signatory, "owner_function": "Correspondant"}
        return meetings.add_decision(by=delphine, meeting=meeting(cast), submission=uuid4(), **said)


def _left(signatory: Signatory, day: date) -> Signatory:
    signatory.left_on = day
    return signatory


def saved(by: Actor, name: str = "Forces") -> SavedFilter:
    return saved_filters.save_filter(by=by, list_name="directory", name=name, query="nature=police", key=uuid4())


def _renamed(by: Actor) -> None:
    """To the name of another one."""
    saved(by)
    saved_filters.rename_filter(by=by, saved=saved(by, "Police"), name="Forces")


def _page_of_a_rename(cast: Cast) -> tuple[str, dict[str, Any]]:
    with acting(cast.sarah) as by:
        saved(by)
        return f"/mes-filtres/{saved(by, 'Police').pk}/renommer/", {"name": "Forces"}


TRIALS: dict[str, Trial] = {
    "signatories.services.saved_filters.save_filter": Trial(
        "sarah",
        lambda cast, by: saved_filters.save_filter(
            by=by, list_name="directory", name="Meaux", query="commune=Meaux", key=uuid4()
        ),
        lambda cast: ("/mes-filtres/nouveau/", {"liste": "directory", "nature": "police", "name": ""}),
    ),
    "signatories.services.saved_filters.rename_filter": Trial(
        "sarah", lambda cast, by: _renamed(by), _page_of_a_rename
    ),
    "signatories.services.convention.keep_article": Trial(
        "adrien",
        lambda cast, by: record.keep_article(by=by, row=Article(convention=convention(), number=1, title="", text="T")),
        lambda cast: ("/administration/convention/articles/nouveau/", {"number": 1, "title": "", "text": "T"}),
    ),
    "signatories.services.convention.keep_processing": Trial(
        "adrien",
        lambda cast, by: record.keep_processing(
            by=by, row=Processing(convention=convention(), name="Signalements", is_verified=True)
        ),
        lambda cast: ("/administration/convention/traitements/nouveau/", {"name": "Signalements", "is_verified": "on"}),
    ),
    "signatories.services.convention.deposit_document": Trial(
        "adrien",
        lambda cast, by: record.deposit_document(
            by=by,
            convention=convention(),
            kind=DocumentKind.ANNEX,
            title="Annexe",
            name="a.pdf",
            content=b"<html>",
            submission=uuid4(),
        ),
        lambda cast: (
            "/administration/convention/documents/nouveau/",
            {"kind": "annex", "title": "Annexe", "file": SimpleUploadedFile("a.pdf", b"<html>", "application/pdf")},
        ),
    ),
    "signatories.services.convention.change_settings": Trial(
        "adrien",
        lambda cast, by: record.change_settings(by=by, convention=convention(), values={"share_days_max": 10_000}),
        lambda cast: ("/administration/convention/reglages/", {"share_days_max": 10_000}),
    ),
    "signatories.services.convention.keep_signatory": Trial(
        "adrien",
        lambda cast, by: record.keep_signatory(
            by=by,
            row=Signatory(
                convention=convention(),
                code="marne",
                kind="landlord",
                name="Marne",
                short_name="Marne",
                in_phrase="Marne",
                joined_on=date(2019, 1, 1),
            ),
        ),
        lambda cast: (
            "/administration/signataires/nouveau/",
            {"kind": "landlord", "name": "M", "short_name": "M", "in_phrase": "M", "joined_on": "2019-01-01"},
        ),
    ),
    "signatories.services.convention.date_leaving": Trial(
        "adrien",
        lambda cast, by: record.date_leaving(by=by, row=_left(cast.victor.signatory, date(2019, 1, 1))),
        lambda cast: (f"/administration/signataires/{cast.victor.signatory.pk}/depart/", {"left_on": "2019-01-01"}),
    ),
    "signatories.services.meetings.create_meeting": Trial(
        "delphine",
        lambda cast, by: meetings.create_meeting(
            by=by,
            convention=convention(),
            submission=uuid4(),
            kind="steering",
            title="Comité",
            starts_at=AT.replace(year=1999),
        ),
        lambda cast: ("/reunions/nouvelle/", {"kind": "steering", "title": "C", "starts_at": "1999-03-02T14:00"}),
    ),
    "signatories.services.meetings.revise_meeting": Trial(
        "delphine",
        lambda cast, by: meetings.revise_meeting(by=by, meeting=meeting(cast), kind="x", title="C", starts_at=AT),
        lambda cast: (
            f"/reunions/{meeting(cast).pk}/modifier/",
            {"kind": "x", "title": "C", "starts_at": "2025-03-02T14:00"},
        ),
    ),
    "signatories.services.meetings.set_attendance": Trial(
        "delphine",
        lambda cast, by: meetings.set_attendance(
            by=by,
            meeting=meeting(cast),
            attendances=[{"signatory": cast.karim.signatory, "function": "M. Dupont", "was_present": True}],
        ),
        lambda cast: (
            f"/reunions/{meeting(cast).pk}/presences/",
            {
                "form-TOTAL_FORMS": 1,
                "form-INITIAL_FORMS": 0,
                "form-0-signatory": cast.karim.signatory.pk,
                "form-0-function": "M. Dupont",
            },
        ),
    ),
    "signatories.services.meetings.add_decision": Trial(
        "delphine",
        lambda cast, by: meetings.add_decision(
            by=by,
            meeting=meeting(cast),
            submission=uuid4(),
            text="Réparer.",
            owner=cast.adrien.signatory,
            owner_function="Exploitant",
        ),
        lambda cast: (
            f"/reunions/{meeting(cast).pk}/decisions/nouvelle/",
            {"text": "Réparer.", "owner": cast.adrien.signatory.pk, "owner_function": "Exploitant"},
        ),
    ),
    "signatories.services.meetings.revise_decision": Trial(
        "delphine",
        lambda cast, by: meetings.revise_decision(by=by, decision=decision(cast), done_on=FAR),
        lambda cast: (
            f"/reunions/decisions/{decision(cast).pk}/",
            {"text": "R", "owner": cast.karim.signatory.pk, "owner_function": "C", "done_on": "2056-01-01"},
        ),
    ),
    "signatories.services.meetings.follow_decision": Trial(
        "karim",
        lambda cast, by: meetings.follow_decision(by=by, decision=decision(cast), follow_up="Fait.", done_on=FAR),
        lambda cast: (
            f"/reunions/decisions/{decision(cast).pk}/suivi/",
            {"follow_up": "Fait.", "done_on": "2056-01-01"},
        ),
    ),
    "signatories.services.themes.create_theme": Trial(
        "adrien",
        lambda cast, by: themes.create_theme(
            by=by, convention=convention(), submission=uuid4(), name="!!!", summary="S", circuit="C"
        ),
        lambda cast: (
            "/objets-de-travail/nouveau/",
            {"name": "!!!", "summary": "S", "circuit": "C", "position": 9},
        ),
    ),
    "signatories.services.themes.revise_theme": Trial(
        "adrien",
        lambda cast, by: themes.revise_theme(by=by, theme=theme("radicalisation"), keeps_orientation=True),
        lambda cast: (f"/objets-de-travail/{theme('radicalisation').pk}/modifier/", {"name": "", "summary": "S"}),
    ),
    "signatories.services.themes.set_contacts": Trial(
        "adrien",
        lambda cast, by: themes.set_contacts(
            by=by, theme=theme("radicalisation"), contacts=[{"label": "", "phone": "17"}]
        ),
        lambda cast: (
            f"/objets-de-travail/{theme('radicalisation').pk}/contacts/",
            {"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 0, "form-0-label": "", "form-0-phone": "17"},
        ),
    ),
}

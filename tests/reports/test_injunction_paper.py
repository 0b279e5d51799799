"""The file of an injunction on paper: tagged, what it says to each side, and to whom it is given."""

import io

import pikepdf
import pytest

from acting.refusals import Refused
from files.services import read_verified
from journal.enums import JobState
from journal.models import Entry
from referrals.models import Injunction
from referrals.services import injunctions
from reports.models import Report
from reports.services.papers import request_injunction
from tests.people import Cast, Person, acting, make_injunction
from tests.reports.conftest import Work, seen_by, text_of

LEASE = "2019-0417-B"


def ask(person: Person, injunction: Injunction) -> Report:
    with acting(person) as actor:
        return request_injunction(by=actor, injunction=injunction)


def refused_one(cast: Cast) -> Injunction:
    injunction = make_injunction(cast.pascale, cast.tilleuls)
    with acting(cast.sarah) as sarah:
        injunctions.note_lease(by=sarah, injunction=injunction, number=LEASE)
        injunctions.refuse_injunction(
            by=sarah,
            injunction=injunction,
            motive="lease_over",
            answered_on=sarah.today,
            note="Logement repris en <b>mai</b>.",
        )
    return injunction


def test_the_file_says_the_same_to_both_sides_but_for_the_lease(cast: Cast, work: Work) -> None:
    injunction = refused_one(cast)
    for person, reads_lease in ((cast.sarah, True), (cast.pascale, False)):
        report = ask(person, injunction)
        assert work(report).state == JobState.READY
        ready = seen_by(person, report)
        assert ready.file is not None
        content = read_verified(ready.file)
        with pikepdf.open(io.BytesIO(content)) as pdf:
            assert len(pdf.pages) == ready.pages == 1
            assert pdf.Root.MarkInfo.Marked
            assert pdf.open_metadata()["pdfuaid:part"] == "1"
            assert str(pdf.docinfo["/Title"]) == f"Dossier d’injonction {injunction.reference}"
        text = text_of(content)
        for said in (
            "Ne vaut pas notification : l’injonction est notifiée par le préfet hors du portail.",
            f"Dossier d’injonction {injunction.reference}",
            "Résidence des Tilleuls, 12, rue du Grand-Morin, Meaux",
            "Habitat des Deux Morins (fictif)",
            "Bail déjà résilié ou logement déjà repris",
            "<b>mai</b>",
            "CCH, art. L. 442-4-3",
            "page 1 / 1",
        ):
            assert said in text
        assert (LEASE in text) is reads_lease


def test_the_file_is_given_to_the_sides_alone_and_each_download_is_a_read(cast: Cast, work: Work) -> None:
    injunction = refused_one(cast)
    for person in (cast.victor, cast.karim, cast.maud, cast.delphine, cast.adrien, cast.dina):
        with pytest.raises(Refused):
            ask(person, injunction)
    report = ask(cast.sarah, injunction)
    work(report)
    client, address = cast.sarah.client(), f"/rapports/{report.pk}/telecharger/"
    assert client.get(address).status_code == 200
    assert cast.pascale.client().get(address).status_code == 404
    with acting(cast.sarah):
        read = Entry.objects.filter(verb="injonction.lue", channel="pdf", object_id=injunction.pk)
        assert read.count() == 1


def test_what_a_landlord_noted_by_itself_is_no_paper_of_the_prefecture(cast: Cast) -> None:
    injunction = make_injunction(cast.sarah, cast.tilleuls)
    with pytest.raises(Refused):
        ask(cast.pascale, injunction)
    assert ask(cast.sarah, injunction).object_id == injunction.pk

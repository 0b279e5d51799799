"""The relevé of a meeting on paper: tagged, paged, and what it says."""

import io

import pikepdf

from files.services import read_verified
from journal.enums import JobState
from reports.models import Report
from reports.services.papers import request_minutes
from signatories.models import Meeting
from tests.matrix.gatherings import make_decision, make_meeting
from tests.people import Cast, Person, acting
from tests.reports.conftest import Work, seen_by, text_of


def ask(person: Person, meeting: Meeting) -> Report:
    with acting(person) as actor:
        return request_minutes(by=actor, meeting=meeting)


def busy_meeting(cast: Cast, decisions: int = 3) -> Meeting:
    meeting = make_meeting(cast.sarah.signatory.convention, "Comité de pilotage <b>annuel</b>")
    meeting.agenda, meeting.minutes = "Bilan de l’année\nHalls", "Le bilan est présenté.\n\nLes halls sont évoqués."
    meeting.save()
    for person, function in ((cast.maud, "Magistrat référent"), (cast.sarah, "Référent sûreté")):
        meeting.attendances.create(signatory=person.signatory, function=function)
    for number in range(decisions):
        make_decision(meeting, cast.sarah.signatory, f"Décision fictive {number}.", due_on=cast.sarah.actor().today)
    return meeting


def test_the_paper_is_tagged_and_says_functions_only(cast: Cast, work: Work) -> None:
    report = ask(cast.delphine, busy_meeting(cast))
    assert work(report).state == JobState.READY
    ready = seen_by(cast.delphine, report)
    assert ready.file is not None
    content = read_verified(ready.file)
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert len(pdf.pages) == ready.pages == 1
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "fr"
        assert pdf.open_metadata()["pdfuaid:part"] == "1"
        assert str(pdf.docinfo["/Title"]) == "Relevé : Comité de pilotage <b>annuel</b>"
    text = text_of(content)
    for said in (
        "Comité de pilotage <b>annuel</b>",
        "Bilan de l’année",
        "Les halls sont évoqués.",
        "Parquet du tribunal judiciaire de Meaux",
        "Magistrat référent",
        "Décision fictive 2.",
        "à suivre",
        "Délégué, AORIF",
        "page 1 / 1",
    ):
        assert said in text
    named = {person.user.last_name for person in cast.people().values()} | {"Sarah", "Maud", "Delphine"}
    assert [name for name in named if f"{name} " in text] == []


def test_a_long_one_flows_over_numbered_pages(cast: Cast, work: Work) -> None:
    report = ask(cast.karim, busy_meeting(cast, decisions=45))
    assert work(report).state == JobState.READY
    ready = seen_by(cast.karim, report)
    assert ready.file is not None
    text = text_of(read_verified(ready.file))
    assert ready.pages in (2, 3, 4)
    assert f"page {ready.pages} / {ready.pages}" in text
    assert text.count("Qui s’en charge") == ready.pages, "each page begins with the heads of the table"


def test_it_is_asked_followed_and_named_on_the_own_pages(cast: Cast, work: Work) -> None:
    meeting = busy_meeting(cast)
    client = cast.sarah.client()
    address = client.post(f"/reunions/{meeting.pk}/releve/").headers["Location"]
    assert "Relevé de réunion : Comité de pilotage" in client.get(address).text
    assert "Relevé de réunion : Comité de pilotage" in client.get("/rapports/").text
    report = seen_by(cast.sarah, Report(pk=address.strip("/").rpartition("/")[2]))
    assert work(report).state == JobState.READY
    assert client.get(f"{address}telecharger/").content.startswith(b"%PDF")
    assert cast.victor.client().get(address).status_code == 404

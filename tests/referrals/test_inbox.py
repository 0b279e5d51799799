"""What one looks for in an inbox: a number, by whoever may read it; what is to do, apart from what has ended."""

from datetime import timedelta

from django.utils import timezone

from incidents.services.complaints import note_complaint
from referrals.services.referrals import answer_referral, withdraw_referral
from tests.people import Cast, acting, make_fact, make_referral


def test_a_number_is_found_by_its_letters_and_digits(cast: Cast) -> None:
    """In whatever box and state one looks; by who may read it, and nobody else."""
    months_ago = timezone.now() - timedelta(days=150)
    fact = make_fact(cast.gilles, cast.tilleuls, at=months_ago)
    with acting(cast.sarah) as sarah:
        complaint = note_complaint(
            by=sarah,
            incident=fact,
            complainant="landlord",
            filed_on=timezone.localdate(months_ago),
            pv_number="PV 2026/00417-b",
            service="Commissariat de Meaux",
        )
    shared = {"complaint": complaint, "field_sets": ("facts", "complaint"), "subject": "suite-plainte"}
    referral = make_referral(cast.sarah, cast.maud, cast.tilleuls, incident=fact, **shared)  # type: ignore[arg-type]
    own = referral.reference.lower().replace("-", " ")
    for typed, found in (
        ("pv 2026 00417 B", [referral]),
        (own, [referral]),
        (referral.reference[:-1], []),
        ("pv202600417", [referral]),  # by its beginning
        ("pv 20", []),
        ("pv202600418", []),
        ("/-/", []),
        ("00417", []),
    ):
        for who, box in ((cast.maud, "recues"), (cast.sarah, "envoyees")):
            page = who.client().post(f"/saisines/?boite={box}", {"number": typed}).context["page_obj"]
            assert page.rows == found, (typed, box)
    for name, person in cast.people().items():
        if name not in ("maud", "sarah", "perrine"):
            for typed in ("PV 2026/00417-b", own):
                page = person.client().post("/saisines/", {"number": typed})
                assert not page.context or "page_obj" not in page.context or not page.context["page_obj"].rows, name
    row = cast.maud.client().get("/saisines/").text
    assert "n° de PV PV 2026/00417-b" in row.replace("\u00a0", " ")


def test_the_inbox_opens_on_what_is_to_do_and_what_has_ended_stands_apart(cast: Cast) -> None:
    waiting, answered, ended = (make_referral(cast.sarah, cast.karim, cast.tilleuls) for _ in range(3))
    with acting(cast.karim) as karim:
        answer_referral(by=karim, referral=answered, outcome="nothing_found")
    with acting(cast.sarah) as sarah:
        withdraw_referral(by=sarah, referral=ended)
    client, shown = cast.karim.client(), {}
    for state in ("", "etat=attente", "etat=repondues", "etat=terminees", "etat=toutes"):
        shown[state] = set(client.get(f"/saisines/?{state}").context["page_obj"].rows)
    assert shown[""] == shown["etat=attente"] == {waiting}
    assert (shown["etat=repondues"], shown["etat=terminees"]) == ({answered}, {ended})
    assert shown["etat=toutes"] == {waiting, answered, ended}
    assert set(cast.sarah.client().get("/saisines/").context["page_obj"].rows) == {waiting, answered, ended}

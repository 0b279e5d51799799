"""What the share sheet may refuse, rule by rule, without a database."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from referrals.sharing_rules import (
    AskedPost,
    CitedBasis,
    NamedComplaint,
    Proposal,
    Terms,
    refusals,
    unusual,
    warned_kinds,
    why_not_asked,
)

TODAY = date(2026, 3, 2)
TERMS = Terms(
    subject="suite-plainte",
    sender_kinds=("landlord",),
    recipient_kinds=("prosecution",),
    minimum=("complaint",),
    usual=("complaint", "facts"),
    needs_precision=False,
    bases=("cpp-40-2",),
    share_days_max=365,
    outcome_wait_months=3,
)
PARQUET = AskedPost(kind="prosecution", is_open=True, is_party=True, answers=True, is_competent=True)
BASIS = CitedBasis(code="cpp-40-2", in_force_from=date(2004, 3, 10), in_force_until=date(2028, 12, 31))
OWN = NamedComplaint(complainant="landlord", filed_on=date(2025, 10, 1), is_of_matter=True)
FAIR = Proposal(
    terms=TERMS,
    sender_kind="landlord",
    recipient=PARQUET,
    basis=BASIS,
    field_sets=("complaint",),
    available=("facts", "place", "complaint"),
    until=TODAY + timedelta(days=90),
    complaint=OWN,
)
LAST = TODAY + timedelta(days=365)
PRECISE = replace(TERMS, needs_precision=True)

REFUSED = {
    "out of reach": (replace(FAIR, is_in_reach=False), {""}),
    "left the convention": (replace(FAIR, recipient=replace(PARQUET, is_party=False)), {"recipient"}),
    "post closed": (replace(FAIR, recipient=replace(PARQUET, is_open=False)), {"recipient"}),
    "post that does not receive": (replace(FAIR, recipient=replace(PARQUET, answers=False)), {"recipient"}),
    "another place": (replace(FAIR, recipient=replace(PARQUET, is_competent=False)), {"recipient"}),
    "no such subject": (replace(FAIR, terms=None), {"subject"}),
    "asked of the police": (replace(FAIR, recipient=replace(PARQUET, kind="police")), {"subject"}),
    "by a parquet": (replace(FAIR, sender_kind="prosecution"), {"subject"}),
    "switched off": (replace(FAIR, terms=replace(TERMS, sender_kinds=())), {"subject"}),
    "basis of another subject": (replace(FAIR, basis=replace(BASIS, code="csi-l271-1")), {"basis"}),
    "basis that has ended": (replace(FAIR, basis=replace(BASIS, in_force_until=date(2026, 3, 1))), {"basis"}),
    "text that founds nothing": (replace(FAIR, basis=replace(BASIS, is_basis=False)), {"basis"}),
    "what it supposes is not stated": (replace(FAIR, basis=replace(BASIS, condition="Si")), {"condition_stated"}),
    "basis to come": (replace(FAIR, basis=replace(BASIS, in_force_from=date(2026, 3, 3))), {"basis"}),
    "minimum missing": (replace(FAIR, field_sets=("facts",), complaint=None), {"field_sets"}),
    "no complaint at all": (
        replace(FAIR, field_sets=("facts",), available=("facts",), complaint=None),
        {"subject"},
    ),
    "nothing to fill it with": (replace(FAIR, available=("place",)), {"field_sets"}),
    "wider without a reason": (replace(FAIR, field_sets=("complaint", "place")), {"widening_reason"}),
    "wider with blanks for a reason": (
        replace(FAIR, field_sets=("complaint", "place"), widening_reason="  "),
        {"widening_reason"},
    ),
    "which complaint": (replace(FAIR, complaint=None), {"complaint"}),
    "complaint about something else": (replace(FAIR, complaint=replace(OWN, is_of_matter=False)), {"complaint"}),
    "a tenant's complaint": (replace(FAIR, complaint=replace(OWN, complainant="tenant")), {"subject"}),
    "an agent's complaint": (replace(FAIR, complaint=replace(OWN, complainant="agent")), {"subject"}),
    "too early": (replace(FAIR, complaint=replace(OWN, filed_on=date(2025, 12, 3))), {"subject"}),
    "yesterday": (replace(FAIR, until=TODAY - timedelta(days=1)), {"until"}),
    "thirty years": (replace(FAIR, until=date(2056, 1, 1)), {"until"}),
    "a day too long": (replace(FAIR, until=LAST + timedelta(days=1)), {"until"}),
    "no precision": (replace(FAIR, terms=PRECISE, precision="  "), {"precision"}),
    "a novel": (replace(FAIR, precision="x" * 301), {"precision"}),
    "a long reason": (replace(FAIR, widening_reason="x" * 241), {"widening_reason"}),
    "nothing added": (replace(FAIR, field_sets=(), complaint=None, is_addition=True), {""}),
    "added too early": (
        replace(FAIR, complaint=replace(OWN, filed_on=date(2026, 1, 1)), is_addition=True),
        {"field_sets"},
    ),
}
FINE = {
    "fair": FAIR,
    "until today": replace(FAIR, until=TODAY),
    "until the last day": replace(FAIR, until=LAST),
    "wider with a reason": replace(FAIR, field_sets=("complaint", "place"), widening_reason="Le lieu aide."),
    "on the day": replace(FAIR, complaint=replace(OWN, filed_on=date(2025, 12, 2))),
    "precise": replace(FAIR, terms=PRECISE, precision="Réquisition n° 12 du 1er mars"),
    "an addition repeats none": replace(FAIR, terms=PRECISE, field_sets=("facts",), complaint=None, is_addition=True),
    "identified as a victim": replace(FAIR, complaint=replace(OWN, complainant="victim")),
    "author of a report": replace(FAIR, complaint=replace(OWN, complainant="report")),
    "since a day to be verified": replace(FAIR, basis=replace(BASIS, in_force_from=None)),
    "what it supposes is stated": replace(FAIR, basis=replace(BASIS, condition="Si"), condition_stated=True),
    "three hundred": replace(FAIR, precision="x" * 300),
}


@pytest.mark.parametrize("case", REFUSED)
def test_it_is_refused_at_its_field_and_no_other(case: str) -> None:
    proposal, fields = REFUSED[case]
    assert {refusal.field for refusal in refusals(proposal, TODAY)} == fields


@pytest.mark.parametrize("case", FINE)
def test_what_the_table_allows_is_not_refused(case: str) -> None:
    assert refusals(FINE[case], TODAY) == []


def test_everything_that_is_wrong_is_said_at_once() -> None:
    wrong = replace(FAIR, until=date(2056, 1, 1), complaint=replace(OWN, complainant="agent"), is_in_reach=False)
    assert {refusal.field for refusal in refusals(wrong, TODAY)} == {"", "subject", "until"}


@pytest.mark.parametrize(
    ("filed_on", "months", "asked_from"),
    [
        (date(2025, 8, 31), 6, date(2026, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2025, 12, 2), 3, date(2026, 3, 2)),
    ],
)
def test_months_end_on_the_last_of_the_month(filed_on: date, months: int, asked_from: date) -> None:
    terms, complaint = replace(TERMS, outcome_wait_months=months), replace(OWN, filed_on=filed_on)
    assert why_not_asked(terms, complaint, asked_from - timedelta(days=1))
    assert why_not_asked(terms, complaint, asked_from) == ""


def test_a_copy_is_not_waited_for_but_is_the_complainants_own() -> None:
    """Somebody may be judged within days."""
    copy = replace(TERMS, subject="copie-decision")
    assert why_not_asked(copy, replace(OWN, filed_on=TODAY), TODAY) == ""
    assert why_not_asked(copy, replace(OWN, complainant="agent"), TODAY)


def test_another_subject_says_a_fresh_complaint_at_once() -> None:
    assert why_not_asked(replace(TERMS, subject="avis-parquet"), replace(OWN, filed_on=TODAY), TODAY) == ""


def test_narrowing_is_free() -> None:
    assert unusual(TERMS, ("complaint",)) == []
    assert unusual(TERMS, ("complaint", "place")) == ["place"]


def test_the_guard_names_kinds_and_refuses_nothing() -> None:
    text = "Appeler M. Dupont au 06 12 34 56 78"
    assert warned_kinds(text) == ["personne", "téléphone"]
    assert refusals(replace(FAIR, precision=text), TODAY) == []


def test_an_addition_is_not_held_against_a_longest_period_that_was_cut_since() -> None:
    """It is read until the day that was right when the referral was sent."""
    late = replace(FAIR, until=TODAY + timedelta(days=400))
    assert {refusal.field for refusal in refusals(late, TODAY)} == {"until"}
    assert refusals(replace(late, is_addition=True), TODAY) == []

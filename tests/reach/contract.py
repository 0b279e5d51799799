"""The sharing contract as one reads it: given plain rows, may this person, acting in that designation, read that thing
by this channel, on that day? Written from the contract alone; it imports nothing of the portal.

A row is a dict of a table's columns. Whatever is not said to be open is closed.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

Row = dict[str, Any]
PARIS = ZoneInfo("Europe/Paris")

INBOX = ("correspondant", "magistrat", "preparateur")
CASES = ("referent", "contentieux")
ANSWERING = ("referent", "correspondant", "magistrat")
LIVE = ("sent", "acknowledged", "in_progress", "answered")
STATE = ("police", "gendarmerie", "prosecution", "prefecture")


def day_of(at: datetime) -> date:
    """Days are those of Seine-et-Marne."""
    return at.astimezone(PARIS).date()


@dataclass(frozen=True)
class Acting:
    """A person under one designation; `runs` from the dates of that day."""

    designation: Row
    post: Row
    signatory: Row
    user: Row

    @property
    def function(self) -> str:
        return "preparateur" if self.designation["role"] == "preparateur" else str(self.post["function"])

    def runs(self, day: date) -> bool:
        d, post, party = self.designation, self.post, self.signatory
        spoken = d["agreed_at"] and d["accepted_at"] and not d["ended_at"]
        dated = d["starts_on"] <= day and not (d["ends_on"] and d["ends_on"] < day)
        suspended = d["suspended_on"] and d["suspended_on"] <= day
        closed = post["closed_on"] and post["closed_on"] <= day
        is_party = party["joined_on"] <= day and not (party["left_on"] and party["left_on"] < day)
        return bool(spoken and dated and not suspended and not closed and is_party and self.user["is_active"])


@dataclass
class Plain:
    """Tables by name, rows by key, and what hangs on what."""

    tables: dict[str, dict[Any, Row]] = field(default_factory=dict)

    def rows(self, table: str) -> list[Row]:
        return list(self.tables[table].values())

    def row(self, table: str, key: Any) -> Row:
        return self.tables[table][key]


def works_on_cases(who: Acting, landlord_id: Any) -> bool:
    return who.function in CASES and who.signatory["id"] == landlord_id


def sends(who: Acting, referral: Row) -> bool:
    return _side(who, referral, "sender")


def receives(who: Acting, referral: Row) -> bool:
    """A draft is nobody's but its sender's."""
    return referral["sent_at"] is not None and _side(who, referral, "recipient")


def _side(who: Acting, referral: Row, side: str) -> bool:
    if who.function == "referent":
        return bool(referral[f"{side}_id"] == who.signatory["id"])
    return who.function in INBOX and bool(referral[f"{side}_post_id"] == who.post["id"])


def fact(plain: Plain, who: Acting, row: Row, at: datetime) -> bool:
    """Filed by them or in the residences of their post; all of their landlord for the référent."""
    if who.signatory["id"] != row["landlord_id"]:
        return False
    looked_after = any(
        each["post_id"] == who.post["id"] and each["residence_id"] == row["residence_id"]
        for each in plain.rows("correspondents_post_residences")
    )
    mine = row["filed_by_id"] == who.user["id"] or looked_after
    return who.function == "referent" or (who.function == "gardien" and mine)


def of_case(plain: Plain, who: Acting, row: Row, at: datetime) -> bool:
    """A situation, a complaint: all of their landlord, for who works on its cases."""
    return works_on_cases(who, row["landlord_id"])


def of_situation(plain: Plain, who: Acting, row: Row, at: datetime) -> bool:
    return works_on_cases(who, plain.row("incidents_situation", row["situation_id"])["landlord_id"])


def of_lease(plain: Plain, who: Acting, row: Row, at: datetime) -> bool:
    """Whom a running legal action names."""
    return works_on_cases(who, row["landlord_id"]) and row["kind"] == "lease"


def referral(plain: Plain, who: Acting, row: Row, at: datetime) -> bool:
    """The row: the sender's and, once sent, the recipient's, who keeps the stub."""
    return sends(who, row) or receives(who, row)


def content(plain: Plain, who: Acting, row: Row, at: datetime) -> bool:
    """The sender keeps what it sent. The recipient reads it while the referral lives, by a right that was derived."""
    if row["sent_at"] is None:
        return False  # nothing was frozen yet
    if sends(who, row):
        return True
    lives = row["state"] in LIVE and row["until"] >= day_of(at)
    granted = who.function == "referent" or any(
        grant["group_id"] == who.post["group_id"] and grant["content_object_id"] == row["id"]
        for grant in plain.rows("referrals_referralgroupobjectpermission")
    )
    return receives(who, row) and lives and granted


def answer(plain: Plain, who: Acting, row: Row, at: datetime) -> bool:
    return referral(plain, who, plain.row("referrals_referral", row["referral_id"]), at)


def report(plain: Plain, who: Acting, row: Row, at: datetime) -> bool:
    """By who asked for it, under the same designation."""
    return bool(row["designation_id"] == who.designation["id"])


def injunction(plain: Plain, who: Acting, row: Row, at: datetime) -> bool:
    if who.signatory["kind"] == "landlord":
        return works_on_cases(who, row["landlord_id"])
    issued = row["issuer_post_id"] == who.post["id"]
    return who.signatory["kind"] == "prefecture" and who.function == "correspondant" and issued


def residence(plain: Plain, who: Acting, row: Row, at: datetime) -> bool:
    """Name and address: of the own landlord, whose staff files anywhere in it; open ones of a partner's territory."""
    if who.signatory["id"] == row["landlord_id"]:
        return who.function in ("gardien", *CASES)
    landlord, day = plain.row("signatories_signatory", row["landlord_id"]), day_of(at)
    stands = not (row["closed_on"] and row["closed_on"] <= day)
    party = landlord["joined_on"] <= day and not (landlord["left_on"] and landlord["left_on"] < day)
    same = landlord["convention_id"] == who.signatory["convention_id"]
    competent = any(
        each["signatory_id"] == who.signatory["id"] and each["commune_id"] == row["commune_id"]
        for each in plain.rows("territory_competence")
    )
    drawn_on = any(
        each["owner_post_id"] == who.post["id"] and each["residence_id"] == row["id"]
        for each in plain.rows("referrals_referralsource")
    )
    is_partner = who.signatory["kind"] in STATE and who.function in INBOX
    return is_partner and same and stands and party and (competent or drawn_on)


def asked(plain: Plain, who: Acting, row: Row, at: datetime) -> bool:
    """A request for an exceptional access: of the organisation that owns the case; never to who asked."""
    owned = plain.tables["referrals_exceptionalmatter"].get(row["id"])
    if owned is None:
        return False
    if who.function in ("referent", "dpo"):
        return bool(owned["owner_id"] == who.signatory["id"])
    return who.function in ("correspondant", "magistrat") and bool(owned["post_id"] == who.post["id"])


def opened(plain: Plain, who: Acting, row: Row, at: datetime) -> bool:
    """What an administrator reads for an hour, unless it was ended."""
    own = row["asker_id"] == who.user["id"] and who.function == "administrateur"
    running = row["until"] is not None and row["ended_at"] is None and row["until"] > at
    return own and running and row["id"] in plain.tables["referrals_exceptionalreading"]


Rule = Callable[[Plain, Acting, Row, datetime], bool]


def by(*functions: str) -> Callable[[Rule], Rule]:
    """Only for these functions: a page of others."""

    def narrow(rule: Rule) -> Rule:
        return lambda plain, who, row, at: who.function in functions and rule(plain, who, row, at)

    return narrow


# What there is to read, where its rows lie, and by which channels: a rule for each.
THINGS: dict[tuple[str, str], tuple[str, Rule]] = {
    ("fact", "page"): ("incidents_incident", fact),
    ("fact", "list"): ("incidents_incident", fact),
    ("fact", "referrals beside it"): ("incidents_incident", by("referent")(fact)),
    ("situation", "page"): ("incidents_situation", of_case),
    ("situation", "list"): ("incidents_situation", of_case),
    ("situation", "ladder"): ("incidents_situation", of_case),
    ("holders", "page"): ("incidents_situation", of_lease),
    ("persons", "page"): ("incidents_situation", of_case),
    ("letter", "page"): ("incidents_letter", of_situation),
    ("complaint", "page"): ("incidents_complaint", of_case),
    ("complaint", "referrals beside it"): ("incidents_complaint", by("referent")(of_case)),
    ("referral", "page"): ("referrals_referral", referral),
    ("referral", "list"): ("referrals_referral", referral),
    ("content", "page"): ("referrals_referral", content),
    ("content", "paper"): ("referrals_referral", content),
    ("answer", "page"): ("referrals_answer", answer),
    ("report", "page"): ("reports_report", report),
    ("report", "list"): ("reports_report", report),
    ("injunction", "page"): ("referrals_injunction", injunction),
    ("injunction", "list"): ("referrals_injunction", injunction),
    ("residence", "page"): ("territory_residence", residence),
    ("request of an administrator", "page"): ("referrals_exceptionalaccess", asked),
    ("request of an administrator", "list"): ("referrals_exceptionalaccess", asked),
    ("copy for an administrator", "page"): ("referrals_exceptionalaccess", opened),
}
TABLES = sorted(
    {table for table, _ in THINGS.values()}
    | {
        "correspondents_designation",
        "correspondents_post",
        "correspondents_post_residences",
        "correspondents_user",
        "referrals_exceptionalmatter",
        "referrals_exceptionalreading",
        "referrals_referralgroupobjectpermission",
        "referrals_referralsource",
        "signatories_signatory",
        "territory_competence",
    }
)


def may_read(plain: Plain, who: Acting, thing: tuple[str, str], row: Row, at: datetime) -> bool:
    """Nothing without a designation that runs on that day."""
    return who.runs(day_of(at)) and THINGS[thing][1](plain, who, row, at)

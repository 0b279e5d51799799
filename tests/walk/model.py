"""What the portal should be after each act, in plain dicts: who is in function, who filed what, who may read what."""

from dataclasses import dataclass, field
from datetime import date, timedelta

WAITING = ("sent", "acknowledged", "in_progress")
LIVE = (*WAITING, "answered")
# From which states, by which side, into which.
MOVES = {
    "acknowledge": (("sent",), "recipient", "acknowledged"),
    "start": (("sent", "acknowledged"), "recipient", "in_progress"),
    "answer": (WAITING, "recipient", "answered"),
    "refuse": (WAITING, "recipient", "refused"),
    "withdraw": (LIVE, "sender", "withdrawn"),
    "close": (("answered",), "sender", "closed"),
}


@dataclass
class Model:
    """`people`: {name: {post, house, function, ended, suspended, open}}; `posts`: {post: residences};
    `facts`: {key: {house, residence, by}}; `referrals`: {key: {sender, recipient, state, until}}, posts and houses."""

    today: date
    people: dict[str, dict] = field(default_factory=dict)
    posts: dict[str, set[str]] = field(default_factory=dict)
    facts: dict[str, dict] = field(default_factory=dict)
    referrals: dict[str, dict] = field(default_factory=dict)

    def acts(self, who: str) -> bool:
        person = self.people[who]
        return person["open"] and not person["ended"] and not person["suspended"]

    def sees_fact(self, who: str, key: str) -> bool:
        person, fact = self.people[who], self.facts[key]
        if not self.acts(who) or person["house"] != fact["house"]:
            return False
        looks_after = fact["residence"] in self.posts[person["post"]]
        return person["function"] == "referent" or fact["by"] == who or looks_after

    def side(self, who: str, key: str) -> str:
        """A référent stands for the house, everybody else for the post."""
        person, referral = self.people[who], self.referrals[key]
        if not self.acts(who) or person["function"] == "gardien":
            return ""
        mine = person["house"] if person["function"] == "referent" else person["post"]
        return next((side for side in ("sender", "recipient") if mine in referral[side]), "")

    def reads(self, who: str, key: str) -> bool:
        """The sender keeps what it sent; the recipient reads it while it lives."""
        side, referral = self.side(who, key), self.referrals[key]
        lives = referral["state"] in LIVE and referral["until"] >= self.today
        return side == "sender" or (side == "recipient" and lives)

    def may_move(self, who: str, key: str, act: str) -> bool:
        was, side, _ = MOVES[act]
        referral = self.referrals[key]
        is_in_time = referral["until"] >= self.today
        answers = self.people[who]["function"] != "preparateur"
        return answers and self.side(who, key) == side and referral["state"] in was and is_in_time

    def passes(self, days: int) -> None:
        self.today += timedelta(days=days)

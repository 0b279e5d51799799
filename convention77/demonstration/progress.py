"""The course of one referral: every step is an act of the services, by somebody designated on that day."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from acting.actor import Actor
from acting.days import PARIS
from convention77.demonstration import apart
from convention77.demonstration.courses import (
    ACCESS_DAYS,
    COURTS,
    DAMAGES,
    EQUIPMENTS,
    MEDIAN_DAYS,
    MOTIVES,
    NOTES,
    OUTCOMES,
    OUTCOMES_OF_SUBJECT,
    PAST_ITS_DAY,
    PRECISIONS,
    REFUSALS,
    SAID,
    STEPS,
    TOLD,
    WITH_COMPLAINT,
    PostKey,
)
from convention77.demonstration.estates import Estate
from convention77.demonstration.facts import Draw, Fact
from convention77.demonstration.history import moment
from convention77.demonstration.pieces import plan_pieces_of
from convention77.demonstration.situations import complaint_about
from convention77.demonstration.territory import Territory
from correspondents.models import Post
from incidents.attaching import pieces_seen
from incidents.enums import Complainant
from incidents.models import Complaint
from incidents.services.complaints import note_complaint
from journal.services import record
from journal.verbs import Verb
from referrals.asked import as_kept, pieces_of
from referrals.enums import FieldSet, WithdrawalMotive
from referrals.lifecycle import MOVES, Act, Side
from referrals.matter import Matter
from referrals.models import LegalBasis, Referral, Subject
from referrals.outcomes import Detail, outcome_of
from referrals.permissions import institutions_named_by
from referrals.prefilled import prefilled
from referrals.recipients import candidates_for, candidates_in
from referrals.services import referrals as services
from referrals.services.renewals import renew_referral
from referrals.services.several import refer_to_each
from referrals.sharing import Sharing, cited
from signatories.enums import SignatoryKind
from territory.models import Residence

# How many days after the step before; an answer is counted from the sending.
GAPS = {
    "acknowledge": (0, 4),
    "start": (1, 6),
    "complete": (1, 5),
    "renew": (1, 3),
    "refuse": (2, 15),
    "withdraw": (2, 15),
    "close": (2, 12),
}
SERVICES: dict[Act, Callable[..., object]] = {
    Act.SEND: services.send_referral,
    Act.ACKNOWLEDGE: services.acknowledge_referral,
    Act.START: services.start_referral,
    Act.COMPLETE: services.complete_referral,
    Act.RENEW: renew_referral,
    Act.ANSWER: services.answer_referral,
    Act.REFUSE: services.refuse_referral,
    Act.WITHDRAW: services.withdraw_referral,
    Act.CLOSE: services.close_referral,
}
ENDED = ("closed", "refused", "withdrawn", *PAST_ITS_DAY)
COMPLETED = ("completed", "completed_after")
WITHDRAWALS = (WithdrawalMotive.NO_NEED, WithdrawalMotive.INACCURATE, WithdrawalMotive.WRONG_RECIPIENT)


@dataclass(slots=True)
class Course:
    draw: Draw
    territory: Territory
    sender: PostKey
    recipient: PostKey
    subject: str
    fate: str
    estate: Estate
    sent_on: date
    fact: Fact | None = None
    pace: float = 1.0
    about: "Course | None" = None  # whose complaint is told of by its number
    complaint: Complaint | None = None
    referral: Referral | None = None

    @property
    def kind(self) -> SignatoryKind:
        return SignatoryKind(self.draw.cast.signatories[self.recipient[0]].kind)

    @property
    def until(self) -> date:
        """Long enough to be open today, when it is."""
        if self.fate == "renewed":
            return self.sent_on + timedelta(days=30)
        today, usual = self.draw.history.today, self.sent_on + timedelta(days=ACCESS_DAYS[self.kind])
        return usual if self.fate in ENDED else max(usual, today + timedelta(days=12 + self.sent_on.day))

    def plan(self) -> None:
        prepared_at = self.draw.working_hour(self.sent_on)
        if self.fact and self.subject in WITH_COMPLAINT:
            noted = self.draw.working_hour(self.fact.filed_at.astimezone(PARIS).date() + timedelta(days=1))
            self._add(noted, self.sender, partial(self._complain, self.fact))
        if self.fact and self.fate in apart.SHOWING:
            paper = "Devis de réparation" if self.kind == SignatoryKind.PROSECUTION else ""
            plan_pieces_of(self.draw, self.fact, paper=paper)
        self._add(prepared_at, self.sender, self._prepare)
        for step, at in self._schedule(prepared_at):
            act = Act(step)
            post = self.recipient if MOVES[act].side == Side.RECIPIENT else self.sender
            self._add(at, post, partial(self._take, act))

    def _add(self, at: datetime, post: PostKey, act: Any) -> None:
        """What is reserved, the titular reads."""
        is_reserved = self.fate == "reserved" and post == self.recipient
        somebody = self._reader if is_reserved else self.draw.somebody(post, at)
        who = partial(self.draw.cast.actor, somebody)
        self.draw.history.add(at, who, act)

    def _schedule(self, prepared_at: datetime) -> Iterator[tuple[str, datetime]]:
        """Sent a quarter of an hour after it was prepared; then day by day, and never after the last day."""
        at, answers = prepared_at, 0
        last = min(self.draw.history.end, moment(self.until, 23))
        for step in STEPS[self.fate]:
            if step == "send":
                at += timedelta(minutes=15)
            else:
                day = self._day_of(step, at.date(), answers)
                at = self._after(at, day, last)
                answers += step == "answer"
            yield step, at

    def _day_of(self, step: str, former: date, answers: int) -> date:
        if step != "answer":
            return former + timedelta(days=self.draw.random.randint(*GAPS[step]))
        if answers:
            return former + timedelta(days=self.draw.random.randint(15, 40))
        delay = MEDIAN_DAYS[self.kind] * self.pace * self.draw.random.uniform(0.95, 1.05)
        return self.sent_on + timedelta(days=round(delay))

    def _after(self, former: datetime, day: date, last: datetime) -> datetime:
        """In working hours of a working day, after the former step; between it and the last moment if there is no
        such day."""
        day += timedelta(days=(7 - day.weekday()) % 7 if day.weekday() > 4 else 0)
        at = max(self.draw.working_hour(day), former + timedelta(minutes=20))
        return at if at < last else former + (last - former) / 2

    def _complain(self, fact: Fact, by: Actor) -> None:
        """The landlord's own: the parquet tells it what became of one (CPP, art. 40-2)."""
        details = complaint_about(self.draw, self.territory, fact, by.today, Complainant.LANDLORD)
        self.complaint = note_complaint(by=by, incident=fact.incident, **details)

    @property
    def _reader(self) -> str:
        return self.draw.cast.plans[self.recipient].holders[0].email

    def _prepare(self, by: Actor) -> None:
        place = self.draw.cast.residences[self.estate]
        residence = None if self.fate in apart.BARE else place
        post = self.draw.cast.posts[self.recipient]
        offered = candidates_for(by, residence) if residence else candidates_in(by, place.commune)
        candidate = next(each for each in offered if each.post == post)
        subject = Subject.objects.get(pk=self.subject)
        basis = self._basis(by.today)
        showing = self.fact if self.fate in apart.SHOWING else None
        shown = [piece.pk for piece in pieces_seen(by, showing.incident)] if showing else []
        sharing = Sharing(
            residence=residence,
            territory=None if residence else place.commune,
            recipient_post=post,
            subject=subject,
            basis=basis,
            condition_stated=bool(basis.condition),
            field_sets=[*self._field_sets(subject), *([FieldSet.ATTACHMENTS] if shown else [])],
            until=self.until,
            incidents=(self.fact.incident,) if self.fact else (),
            complaint=self.complaint,
            asked=self._asked(by, place, post),
            precision=self.draw.random.choice(PRECISIONS.get(self.subject, ("",))),
            routing_reason=candidate.reason,
            is_reserved=self.fate == "reserved",
            attachments=shown,
            widening_reason=apart.SHOWING.get(self.fate, ""),
            readers=[self.draw.cast.designations[self._reader].pk] if self.fate == "reserved" else (),
        )
        submission = UUID(int=self.draw.random.getrandbits(128), version=4)
        self.referral = services.prepare_referral(by=by, sharing=sharing, submission=submission)
        if self.fate == "several":
            others = [each for each in offered if each != candidate]
            refer_to_each(by=by, sharing=sharing, recipients=others, submission=submission)

    def _basis(self, day: date) -> LegalBasis:
        """Mostly the first that the subject may cite."""
        bases = [basis for basis in LegalBasis.objects.filter(subjects=self.subject) if cited(basis).is_in_force(day)]
        return self.draw.random.choices(bases, [3, *[1] * (len(bases) - 1)])[0]

    def _field_sets(self, subject: Subject) -> list[str]:
        """What the subject needs, and what else there is, often; all of it later for one that is completed."""
        there = {"contact"} if self.fate in apart.BARE else {"place", "contact"}
        there |= {*(["facts"] if self.fact else []), *(["complaint"] if self.complaint else [])}
        further = [chosen for chosen in subject.usual if chosen in there and chosen not in subject.minimum]
        share = self.fate not in COMPLETED and self.draw.random.random() < 0.65
        return [*subject.minimum, *(further if share else [])]

    def _asked(self, by: Actor, residence: Residence, post: Post) -> dict[str, Any]:
        """As the facts and the register say it; numbers and days as they might be, drawn from the day alone."""
        incidents = (self.fact.incident,) if self.fact else ()
        begun = prefilled(
            by, Matter("residence", str(residence.pk), residence.commune, residence, incidents), post.signatory
        )
        number, earlier = f"{by.today:%j}-{self.sent_on.day:03d} (fictif)", (by.today - timedelta(days=24)).isoformat()
        begun |= {"exploc_number": f"77-{number}", "exploc_on": earlier, "requisition_number": f"2-{number}"}
        begun |= {"decided_on": earlier, "court": COURTS.get(self.recipient, "")}
        seen, required = (by.today - timedelta(days=days) for days in (3, 1))
        begun |= {"requisition_on": required.isoformat(), "images_on": seen.isoformat()}
        begun["agency"] = f"Agence de {residence.commune.name}"
        return as_kept(pieces_of(self.subject), begun | self._told(by))

    def _told(self, by: Actor) -> dict[str, Any]:
        """What a partner says of itself: a complaint by its number, what became of it, a hearing, what is broken."""
        coming, turn = by.today + timedelta(days=75), self.sent_on.toordinal()
        told = apart.TOLD.get(self.fate) or TOLD[turn % len(TOLD)]
        known = self.about and self.about.complaint
        number = f"{by.today:%y}/{by.today:%j}/{turn % 900 + 100}"
        return told | {
            "complaint_number": (known.prosecution_number or known.pv_number) if known else number,
            "hearing_on": coming.isoformat(),
            "hearing_at": "09:30",
            "hearing_court": COURTS.get(self.sender, ""),
            "damage": DAMAGES[turn % len(DAMAGES)],
            "equipment": EQUIPMENTS[turn % len(EQUIPMENTS)],
            "planned_on": (by.today + timedelta(days=2)).isoformat(),
            "wanted_by": (by.today + timedelta(days=45 if self.sender in COURTS else 10)).isoformat(),
            "standby_from": (by.today + timedelta(days=1)).isoformat(),
            "standby_to": (by.today + timedelta(days=4)).isoformat(),
            **SAID.get(self.subject, {}),
        }

    def _take(self, act: Act, by: Actor) -> None:
        referral = self.own
        if MOVES[act].side == Side.RECIPIENT:
            owner = referral.sender_id
            record(by=by, verb=Verb.REFERRAL_READ, object_id=referral.pk, owner_id=owner)
        words = {
            Act.COMPLETE: self._completion,
            Act.RENEW: self._renewal,
            Act.WITHDRAW: self._withdrawal,
            Act.ANSWER: self._answer,
            Act.REFUSE: self._refusal,
        }
        what = words.get(act)
        done = SERVICES[act](by=by, referral=referral, **(what(by, referral) if what else {}))
        if isinstance(done, Referral):
            self.referral = done

    @property
    def own(self) -> Referral:
        """Raises LookupError before it is prepared."""
        if self.referral is None:
            raise LookupError("the referral is prepared first")
        return self.referral

    def _completion(self, by: Actor, referral: Referral) -> dict[str, Any]:
        without = (*referral.field_sets, "steps", *(() if self.complaint else ("complaint",)))
        further = [chosen for chosen in referral.subject.usual if chosen not in without]
        return {
            "field_sets": further,
            "incidents": (self.fact.incident,) if self.fact else (),
            "precision": "Éléments complémentaires, à la demande du destinataire.",
        }

    def _answer(self, by: Actor, referral: Referral) -> dict[str, Any]:
        if said := apart.ANSWERS.get(self.fate):
            return said.given(self.sent_on, self.draw.history.today)
        code = self.draw.one(OUTCOMES_OF_SUBJECT.get(self.subject) or OUTCOMES[self.kind])
        is_asked = outcome_of(self.kind, code).detail == Detail.NOTE or code == "handed_over"
        is_noted = self.draw.random.random() < 0.4 or is_asked
        note = self.draw.random.choice(NOTES.get(code, ("",))) if is_noted else ""
        return {"outcome": code, "note": note, **self._detail(by, code)}

    def _detail(self, by: Actor, code: str) -> dict[str, Any]:
        random, outcome = self.draw.random, outcome_of(self.kind, code)
        detail = outcome.detail
        if code == "handed_over":
            return {"outcome_date": by.today}
        if detail == Detail.PHONE:
            return {"outcome_phone": "01 99 00 77 03"}
        if detail == Detail.DATE:
            hour = time(random.choice((9, 10, 14)), random.choice((0, 30))) if outcome.has_hour else None
            return {"outcome_date": by.today + timedelta(days=random.randint(6, 60)), "outcome_time": hour}
        if detail == Detail.INSTITUTION:
            named = institutions_named_by(by).filter(kind__in=outcome.institutions).order_by("code")
            return {"outcome_institution": random.choice(named)}
        if detail == Detail.COUNT:
            return {"outcome_count": random.randint(1, 6)}
        return {"outcome_motive": self.draw.one(MOTIVES[code])} if detail == Detail.MOTIVE else {}

    def _refusal(self, by: Actor, referral: Referral) -> dict[str, Any]:
        return {"motive": self.draw.one(REFUSALS)}

    def _renewal(self, by: Actor, referral: Referral) -> dict[str, Any]:
        return {"until": self.draw.history.today + timedelta(days=apart.RENEWED_DAYS)}

    def _withdrawal(self, by: Actor, referral: Referral) -> dict[str, Any]:
        return {"withdrawal_motive": WITHDRAWALS[self.sent_on.toordinal() % len(WITHDRAWALS)]}

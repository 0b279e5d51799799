"""Whether the same was sent already to the same post, and is still read there: told before it is sent again, and no
reason to stop. Among what the sender's own side sees, and of nobody else's."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from acting.actor import Actor
from incidents.references import number_key
from referrals.models import Referral, ReferralSource
from referrals.permissions import sent_referrals_visible_to
from referrals.sharing import Sharing


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a referral is about; None where it names none."""

    incidents: frozenset[UUID] = frozenset()
    complaint: UUID | None = None
    number: str = ""  # of a complaint that the recipient looks up itself
    residence: UUID | None = None
    commune: str = ""


def is_about_the_same(one: About, other: About) -> bool:
    """One complaint, by its row or by its number; else a fact of both; else, where neither names a fact, one place."""
    if one.number or other.number:
        return number_key(one.number) == number_key(other.number)
    if one.complaint or other.complaint:
        return one.complaint == other.complaint
    if one.incidents or other.incidents:
        return not one.incidents.isdisjoint(other.incidents)
    return (one.residence, one.commune) == (other.residence, other.commune)


def sent_alike(
    actor: Actor, sharing: Sharing | None, also: Iterable[str] = (), besides: Referral | None = None
) -> list[Referral]:
    """To the post of `sharing`, and to those asked the same at once (`also`, by key); the latest first. `besides`: the
    draft itself."""
    if sharing is None:
        return []
    sent = sent_referrals_visible_to(actor).live_on(actor.today).select_related("recipient", "source")
    alike = sent.filter(subject=sharing.subject, recipient_post__in=[sharing.recipient_post.pk, *also])
    of_place = alike.filter(source__residence=sharing.residence, source__commune=sharing.commune)
    others = of_place.exclude(pk__in=[besides.pk] if besides else [])
    rows = others.prefetch_related("referred_incidents").order_by("-sent_at", "pk")
    here = about_sharing(sharing)
    return [row for row in rows if is_about_the_same(here, _about_sent(row, row.source))]


def about_sharing(sharing: Sharing) -> About:
    return About(
        incidents=frozenset(incident.pk for incident in sharing.incidents),
        complaint=sharing.complaint.pk if sharing.complaint else None,
        number=str(sharing.said.get("complaint_number", "")),
        residence=sharing.residence.pk if sharing.residence else None,
        commune=sharing.commune.pk,
    )


def _about_sent(referral: Referral, source: ReferralSource) -> About:
    return About(
        incidents=frozenset(each.incident_id for each in referral.referred_incidents.all()),
        complaint=source.complaint_id,
        number=str(source.asked.get("complaint_number", "")),
        residence=source.residence_id,
        commune=source.commune_id,
    )

"""What a line of the table of subjects must be, as a convention changes it. Forms show it, services raise it."""

from collections.abc import Collection, Iterator

from acting.refusals import Refusal
from referrals.enums import FieldSet
from referrals.field_sets import field_sets, labels_of
from signatories.enums import STATE_PARTNERS, SignatoryKind

KINDS = (SignatoryKind.LANDLORD, *STATE_PARTNERS)


def refusals_of_rule(
    *,
    sender_kinds: Collection[str],
    recipient_kinds: Collection[str],
    minimum: Collection[str],
    usual: Collection[str],
    bases: Collection[bool],
) -> Iterator[Refusal]:
    """`bases`: for each text, whether a referral may rest on it."""
    if sender_kinds and recipient_kinds and not bases:
        yield Refusal("Un objet proposé cite au moins un fondement.", "bases")
    if not all(bases):
        yield Refusal("Ce texte est cité au portail, mais ne fonde aucune saisine.", "bases")
    for field, names in (("minimum", minimum), ("usual", usual)):
        if set(names) - set(field_sets()):
            yield Refusal("Choisissez dans la liste.", field)
    if beyond := [key for key in minimum if key not in usual]:
        yield Refusal(f"Ce qui est nécessaire est aussi habituel : cochez aussi {labels_of(beyond)}.", "usual")
    if set(sender_kinds) - {SignatoryKind.LANDLORD.value} and set(minimum) - {
        FieldSet.PLACE.value,
        FieldSet.CONTACT.value,
    }:
        reason = "Un partenaire n’a ni fait ni plainte à communiquer : il n’en est exigé que le lieu et le contact."
        yield Refusal(reason, "minimum")
    senders = set(sender_kinds)
    recipients = set(recipient_kinds)
    landlord = {SignatoryKind.LANDLORD.value}
    known = (senders | recipients) <= {kind.value for kind in KINDS}
    if not (known and not senders & recipients and (senders <= landlord or recipients <= landlord)):
        reason = "Une saisine va d’un bailleur à un partenaire de l’État, ou de celui-ci à un bailleur."
        yield Refusal(reason, "recipient_kinds")

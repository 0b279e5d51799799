"""What naming somebody, ending it, a post’s perimeter and its successor must be. Forms show it, services raise it."""

from collections.abc import Iterator
from datetime import date

from acting.enums import Function
from acting.refusals import Refusal
from correspondents.models import Designation, Post

TOO_LATE_TO_REPLACE = "Au plus tôt aujourd’hui : la personne remplacée garde les jours où elle a eu ses droits."
CAME_IN = "La personne s’est déjà connectée avec cette adresse : elle seule en change, et la désignation peut finir."
NOT_AGREED = "Accordez d’abord cette désignation : corriger l’adresse la proposerait de nouveau, avec votre accord."
NOT_LISTED = "À remplir pour une personne qui n’est pas dans la liste."


def refusals_of_replacing(last_day: date, today: date) -> Iterator[Refusal]:
    """Of the former's last day, yesterday is the earliest: access then ends with the next request."""
    if (today - last_day).days > 1:
        yield Refusal(TOO_LATE_TO_REPLACE, "starts_on")


def refusals_of_address(designation: Designation, address: str, today: date) -> Iterator[Refusal]:
    """Only what the house typed or agreed to, and while nobody has come in with it."""
    if designation.named_at is None or designation.has_come_in:
        yield Refusal(CAME_IN, "email")
    elif designation.ended_at or (designation.ends_on and designation.ends_on < today):
        yield Refusal("Cette désignation a pris fin : désignez la personne à la bonne adresse.", "email")
    elif designation.agreed_at is None:
        yield Refusal(NOT_AGREED, "email")
    elif address == designation.person.email:
        yield Refusal("C’est déjà l’adresse de cette désignation.", "email")


def refusals_of_successor(post: Post, successor: Post, *, is_own: bool) -> Iterator[Refusal]:
    """Nobody gains a function by a hand-over, and nothing leaves its signatory; `is_own` of who belongs to it."""
    is_alike = (successor.signatory_id, successor.function) == (post.signatory_id, post.function)
    if successor.pk == post.pk or successor.closed_on or not is_alike:
        yield Refusal("Choisissez un autre poste, ouvert, du même organisme et de même fonction.", "taken_over_by")
    if post.function == Function.GARDIEN and not is_own:
        yield Refusal("Le bailleur choisit lui-même qui suit ses résidences.", "taken_over_by")


def refusals_of_perimeter(function: str, *, has_communes: bool, has_residences: bool) -> Iterator[Refusal]:
    """A gardien looks after residences, everybody else after communes or everything."""
    if function != Function.GARDIEN:
        if has_residences:
            yield Refusal("Seul un poste de gardien suit des résidences. Nommez des communes.", "residences")
        return
    if has_communes:
        yield Refusal("Un gardien suit des résidences : choisissez-les, sans commune.", "communes")
    if not has_residences:
        yield Refusal("Choisissez au moins une résidence : un gardien ne suit que celles-là.", "residences")

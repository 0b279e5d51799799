"""What an addressee must be, so that a letter arrives. The form shows it, the service raises it.

Six lines of 38 characters: what fits behind the window of an envelope, and what the machines of the post read (AFNOR
NF Z 10-011, à vérifier).
"""

from collections.abc import Iterable, Iterator
from datetime import date

from acting.fold import fold
from acting.refusals import Refusal
from incidents.models import Addressee

LINES, WIDTH = 6, 38


def tidied(address: str) -> str:
    """Each line without the spaces around it, and no empty one."""
    return "\n".join(line for line in (" ".join(each.split()) for each in address.splitlines()) if line)


def refusals_of_addressee(
    addressee: Addressee, lease_from: date | None, today: date, others: Iterable[Addressee] = ()
) -> Iterator[Refusal]:
    """`others`: who is written down for the lease already."""
    if not addressee.last_name.strip():
        yield Refusal("Indiquez le nom du titulaire du bail.", "last_name")
    if len(addressee.named) > WIDTH:
        yield Refusal(f"Civilité, prénom et nom tiennent sur une ligne de {WIDTH} caractères.", "last_name")
    if any(fold(each.named) == fold(addressee.named) and each.ends_on is None for each in others):
        yield Refusal("Ce titulaire est déjà inscrit : il recevrait deux lettres.", "last_name")
    lines = addressee.address.splitlines()
    if len(lines) > LINES - 1:
        yield Refusal(f"{LINES - 1} lignes au plus, la première étant celle du nom.", "address")
    if too_wide := [line for line in lines if len(line) > WIDTH]:
        yield Refusal(f"Une ligne a {WIDTH} caractères au plus : « {too_wide[0]} » en a {len(too_wide[0])}.", "address")
    yield from _refusals_of_days(addressee, lease_from, today)


def _refusals_of_days(addressee: Addressee, lease_from: date | None, today: date) -> Iterator[Refusal]:
    if addressee.starts_on > today:
        yield Refusal("Un jour passé, ou aujourd’hui.", "starts_on")
    if lease_from and addressee.starts_on < lease_from:
        yield Refusal("Ce bail n’avait pas commencé : vérifiez la date.", "starts_on")
    if addressee.ends_on and not addressee.starts_on <= addressee.ends_on <= today:
        yield Refusal("Un jour entre le début et aujourd’hui.", "ends_on")

"""Closing the journal month by month, and showing its head to the outside, so that a later rewriting is seen."""

from datetime import date, datetime
from pathlib import Path

from django.db import transaction

from acting.actor import Actor, acting_as, machine_actor
from acting.days import add_months, day_of, month_of, start_of
from journal.heads import FOLDER, KeptHead, keep_head, kept_months
from journal.models import Entry, Head, Link, Seal


def export_head(root: Path, *, at: datetime) -> Path:
    """Keep the newest link, and the seals that are not kept yet, in a file that is to be copied away from the host."""
    kept = kept_months(root)
    for seal in Seal.objects.order_by("month"):
        if f"{seal.month:%Y-%m}" not in kept:
            segment = seal.segment
            keep_head(root, KeptHead(at, segment.last_seq, segment.hash, segment))
    head = Head.objects.get()
    return keep_head(root, KeptHead(at, head.seq, bytes(head.hash).hex()))


def last_exported_head(root: Path) -> tuple[datetime, str] | None:
    """When a head was last exported, and its hash; None when none was. No number: the portal shows no global one."""
    files = sorted((root / FOLDER).glob("*.txt"))
    lines = files[-1].read_text().splitlines() if files else []
    if not lines:
        return None
    at, _, digest, *_ = lines[-1].split()
    return datetime.fromisoformat(at), digest


@transaction.atomic
def seal_finished_months(*, at: datetime) -> list[Seal]:
    """Seal every month that is over. Runs as the machine; running it twice changes nothing."""
    actor = machine_actor(at)
    seals = []
    with acting_as(actor):
        while seal := _seal_next(actor):
            seals.append(seal)
    return seals


def _seal_next(actor: Actor) -> Seal | None:
    """The oldest month not sealed yet, or None. It ends before the first entry of a later month; an entry that was
    committed late therefore goes with the following month, which only keeps it a little longer."""
    former = Seal.objects.order_by("-month").first()
    links = Link.objects.filter(seq__gt=former.last_seq if former else 0)
    first = links.select_related("entry").order_by("seq").first()
    if first is None:
        return None
    month = month_of(day_of(first.entry.at))
    if former:
        month = max(month, add_months(former.month, 1))
    if month >= month_of(actor.today):
        return None
    last = _last_of(month)
    seal = Seal(month=month, first_seq=first.seq, last_seq=last.seq, hash=bytes(last.hash), sealed_at=actor.now)
    seal.save(force_insert=True)
    return seal


def _last_of(month: date) -> Link:
    end = start_of(add_months(month, 1))
    sealed = Seal.objects.order_by("-month").values_list("last_seq", flat=True).first() or 0
    later = (
        Link.objects.filter(seq__gt=sealed, entry__at__gte=end).order_by("seq").values_list("seq", flat=True).first()
    )
    links = Link.objects.filter(seq__lt=later) if later else Link.objects.all()
    return links.latest("seq")


@transaction.atomic
def drop_segment(seal: Seal, *, by: Actor) -> int:
    """Forget the entries of a sealed month past its retention; the seal stays as the start of what is left.

    Only in the owner's role: the database refuses everybody else, and months that are not over long enough.
    """
    with acting_as(by):
        links = Link.objects.filter(seq__range=(seal.first_seq, seal.last_seq))
        entries = Entry.objects.filter(link__in=links)
        dropped, _ = entries.delete()
        links.delete()
    return dropped

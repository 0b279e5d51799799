"""Journal writes per second, each in a transaction of its own, with 8 clients at once against DATABASE_URL.

    DATABASE_URL=… python -m benchmarks.journal_writes [clients] [seconds]

The entries stay, for the journal forgets nothing: run it on a database that may be thrown away.
"""

import sys
from multiprocessing import get_context
from time import monotonic
from uuid import uuid4

import django

django.setup()  # each client is a process of its own that reads this module again

from django.db import connection, transaction  # noqa: E402 - models need the set-up
from django.utils import timezone  # noqa: E402

from acting.actor import Actor, acting_as  # noqa: E402
from journal.services import record  # noqa: E402
from journal.verbs import Verb  # noqa: E402


def write_for(seconds: float) -> int:
    """One client: how many transactions it committed."""
    connection.ensure_connection()
    actor = Actor(now=timezone.now(), user_id=uuid4(), signatory_id=uuid4(), function="referent")
    written, end = 0, monotonic() + seconds
    while monotonic() < end:
        with transaction.atomic(), acting_as(actor):
            record(by=actor, verb=Verb.FACT_READ, object_id=uuid4(), owner_id=actor.signatory_id)
        written += 1
    return written


def main(clients: int = 8, seconds: int = 5) -> None:
    with get_context("spawn").Pool(clients) as pool:
        pool.map(write_for, [0.1] * clients, chunksize=1)  # every client is up and connected
        written = sum(pool.map(write_for, [seconds] * clients, chunksize=1))
    sys.stdout.write(f"{written / seconds:.0f} journal writes/s, {clients} clients ({written} in {seconds} s)\n")


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:3]))

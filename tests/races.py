"""Two people, or two clicks, at one moment: on two connections, so for a test with its `own_database`."""

import threading
from collections.abc import Callable

from django.db import connection

from acting.actor import Actor
from tests.people import Person, acting

Act = Callable[[Actor], object]
WAITS = "SELECT count(*) FROM pg_locks WHERE NOT granted"


def one_behind_the_other(person: Person | Actor, first: Act, second: Act) -> list[str]:
    """What became of each, "done" or the name of what it raised. The first has written when the second begins, and
    commits once that one waits for it."""
    written, became = threading.Event(), ["", ""]

    def run(number: int, act: Act) -> None:
        try:
            with acting(person) as by:
                assert number == 0 or written.wait(timeout=60)
                act(by)
                if number == 0:
                    written.set()
                    _until_somebody_waits()
            became[number] = "done"
        except Exception as error:  # noqa: BLE001 (whatever it is, the test reads its name)
            became[number] = type(error).__name__
        finally:
            written.set()
            connection.close()

    threads = [threading.Thread(target=run, args=each) for each in enumerate((first, second))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    return became


def _until_somebody_waits() -> None:
    with connection.cursor() as cursor:
        for _ in range(100_000):
            cursor.execute(WAITS)
            if cursor.fetchone()[0]:
                return

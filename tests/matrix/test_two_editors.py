"""Two people with the same form open: whoever saves second sees what the first one saved, and loses no word."""

import re
from itertools import product
from typing import Any

import pytest

from acting.checks import own_patterns
from acting.stored import BOTH
from tests.matrix.expectations import ROWS
from tests.matrix.test_offers import WALKERS
from tests.matrix.trials import trials_of
from tests.matrix.world import World, undone

# Addresses that change a stored row by what is typed. One that ends in "_edit" belongs here by its name.
EDITED = (
    "complaint_detail",
    "convention_term",
    "decision_follow",
    "designation_correct",
    "designation_readdress",
    "incident_staff",
    "injunction_lease",
    "meeting_attendance",
    "own_mails",
    "own_words",
    "residence_close",
    "residence_posts",
    "signatory_leave",
    "theme_contacts",
)
STORED = re.compile(r'name="stored" value="([0-9a-f]{64})"')


def edits() -> list[str]:
    names = {str(pattern.name) for pattern in own_patterns()}
    return sorted({name for name in names if name.endswith("_edit")} | (set(EDITED) & names))


def stored_in(answer: Any) -> str:
    found = STORED.search(answer.content.decode())
    assert found, "the form does not carry what was stored when it was opened"
    return found.group(1)


@pytest.mark.parametrize("name", edits())
def test_whoever_saves_second_sees_both_and_saves_again(world: World, name: str) -> None:
    tried = 0
    for trial, who in product(trials_of(name, world), WALKERS):
        client = world.clients[who]
        if ROWS[name].is_closed_to(world.column_of(who)) or not trial.data:
            continue
        with undone(client):
            address = trial.address(name)
            if client.post(address, trial.data).status_code != 302:
                continue
        with undone(client):
            assert stored_in(client.get(address))
            late = client.post(address, trial.data | {"stored": "0" * 64})
            assert late.status_code == 200
            assert BOTH in late.content.decode()
            assert client.post(address, trial.data | {"stored": stored_in(late)}).status_code == 302
            tried += 1
    assert tried, "nobody could save"

"""A worker that is killed while it writes facts of the past: each is there once."""

import pytest
from django.db import transaction
from pytest_django import Settings

from incidents.enums import ImportState
from incidents.models import FactImport, Incident
from journal.enums import JobState
from tests.imports import confirm, read, text
from tests.people import make_cast, make_fact
from tests.portal import Portal, wait_until

LINES = 7_000  # two parts, each in a transaction of its own


def test_a_killed_import_brings_each_fact_once(
    live_portal: Portal, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.PRIVATE_ROOT = live_portal.environment["PRIVATE_ROOT"]
    monkeypatch.setattr("journal.jobs._dispatch", lambda job_id, task: None)  # the sweeper finds each job
    cast = make_cast()
    lines = [
        f"A-{number};12/03/2025;21:30;Résidence des Tilleuls;Hall;C;Dégradation;;Porte forcée.;;"
        for number in range(LINES)
    ]
    live_portal.kill_worker()
    sent = read(cast.sarah, text(*lines))

    def state() -> FactImport:
        return FactImport.objects.select_related("job").get(pk=sent.pk)

    assert confirm(cast.sarah, sent, reviewed="on").status_code == 302
    with transaction.atomic():
        in_the_way = make_fact(cast.gilles, cast.tilleuls)
        Incident.objects.filter(pk=in_the_way.pk).update(own_reference=f"A-{LINES - 1}")
        live_portal.start_worker()
        facts = Incident.objects.exclude(pk=in_the_way.pk)
        wait_until(facts.exists, "the first part is written, the second one waits for what is in its way", seconds=90)
        live_portal.kill_worker()
        written = facts.count()
        transaction.set_rollback(True)
    assert 0 < written < LINES
    job = state().job
    assert job
    assert (job.state, job.attempts) == (JobState.RUNNING, 1)

    live_portal.start_worker()
    wait_until(lambda: state().state == ImportState.DONE, "the import is done", seconds=120)
    held = state()
    assert held.job
    assert (held.brought, held.remaining, held.job.attempts) == (LINES, LINES, 2)
    references = Incident.objects.values_list("own_reference", flat=True)
    assert sorted(references) == sorted(f"A-{number}" for number in range(LINES))

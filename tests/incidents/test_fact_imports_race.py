"""Two clicks at one moment on what sends a file of the past."""

from pathlib import Path
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import override_settings

from acting.actor import Actor
from files.models import StoredFile
from incidents.import_files import FACT_FILE
from incidents.models import FactImport
from incidents.services.fact_imports import send_fact_file
from journal.models import Job
from tests.imports import PORTE, text
from tests.people import acting, make_cast
from tests.races import one_behind_the_other


@pytest.mark.usefixtures("own_database")
def test_two_sendings_at_one_moment_keep_one_file(tmp_path: Path) -> None:
    with transaction.atomic():
        cast = make_cast()
    key = uuid4()

    def send(by: Actor) -> None:
        send_fact_file(by=by, kind="facts", name="faits.csv", content=text(PORTE), key=key)

    with override_settings(PRIVATE_ROOT=tmp_path):
        assert one_behind_the_other(cast.sarah, send, send) == ["done", "done"]
    with acting(cast.sarah):
        assert FactImport.objects.get().pk == key
        assert StoredFile.objects.filter(purpose=FACT_FILE).count() == Job.objects.count() == 1
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1

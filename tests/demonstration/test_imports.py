"""The file of the past that the demonstration has sent waits for its worker, and then for a decision."""

import pytest

from incidents.models import FactImport, Incident
from tests.demonstration.conftest import as_machine


@pytest.mark.usefixtures("seeded")
def test_a_file_of_the_past_waits_to_be_read() -> None:
    with as_machine():
        sent = FactImport.objects.select_related("job", "landlord", "file").get()
        assert (sent.landlord.code, sent.state, sent.file.erased_at) == ("deux-morins", "reading", None)
        assert sent.job
        assert sent.job.state == "queued"
        assert not Incident.objects.filter(fact_import=sent).exists()

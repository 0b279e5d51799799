"""What is typed anywhere arrives without what nobody can see, and with one sign for each end of line."""

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.test import RequestFactory

from acting.words import readable
from convention77.middleware import ReadableMiddleware
from incidents.models import Incident
from tests.incidents.test_facts_filing import six_fields
from tests.people import Cast

TURNED = "porte \u202eeécrof\u202c, 2e étage\r\nhall\x0bcave\x08"
KEPT = "Œuvre d’été – 12\u00a0h\u202f30 : « oui » 🙂\t\u200b\u00ad"
READ = "porte eécrof, 2e étage\nhall\ncave"


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        (TURNED, READ),
        ("a\rb\u2028c\u2029d\x85e\x0cf", "a\nb\nc\nd\ne\nf"),
        ("\u200fA\u2066B\u2069\u061c\x7f\x9b\ufff9\ud800", "AB"),
        (KEPT, KEPT),
        ("nul\x00", "nul\x00"),
    ],
)
def test_what_is_not_seen_is_not_kept(typed: str, read: str) -> None:
    assert readable(typed) == read


def seen_by_view(request: WSGIRequest) -> tuple[dict[str, object], dict[str, object]]:
    ReadableMiddleware(lambda request: None).process_view(request)  # type: ignore[arg-type, return-value]
    return dict(request.GET.lists()), dict(request.POST.lists())


def test_each_value_of_each_field_whatever_its_name() -> None:
    request = RequestFactory().post("/?q=%E2%80%AEx&q=y", {"facts": [TURNED, "b"], "jamais vu": "\u2067z", "c": "d"})
    got, posted = seen_by_view(request)
    assert got == {"q": ["x", "y"]}
    assert posted == {"facts": [READ, "b"], "jamais vu": ["z"], "c": ["d"]}


def test_a_fact_is_kept_as_it_reads(cast: Cast) -> None:
    answer = cast.gilles.client().post("/faits/nouveau/", six_fields(cast, facts=TURNED))
    assert answer.status_code == 302
    assert Incident.objects.get().facts == READ

"""No address opens without a policy; one that has none stops the portal at its start."""

from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import path

from acting.checks import every_address_has_a_policy, own_patterns
from acting.enums import Function
from acting.pages import public_page, signed_in_page


def forgotten(request: HttpRequest) -> HttpResponse:
    return HttpResponse("open to anybody")


@public_page
def meant(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


@signed_in_page
def nameless(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


urlpatterns = [
    path("oubli/", forgotten, name="forgotten"),
    path("voulu/", meant, name="meant"),
    path("anonyme/", nameless),
]


def test_every_address_of_the_portal_carries_a_policy() -> None:
    assert every_address_has_a_policy(None) == []


def test_an_address_without_policy_or_name_is_told_at_start_up() -> None:
    with override_settings(ROOT_URLCONF=__name__):
        told = [(error.id, error.msg) for error in every_address_has_a_policy(None)]
    assert told == [
        ("acting.E001", "The address forgotten carries no policy."),
        ("acting.E001", "The address anonyme/ carries no policy."),
    ]


def test_what_is_public_and_what_asks_for_no_function_is_a_short_list() -> None:
    """Everything else names its functions."""
    policies = {pattern.name: pattern.callback.policy for pattern in own_patterns()}  # type: ignore[attr-defined]
    loose = {name: policy for name, policy in policies.items() if isinstance(policy, str)}
    assert loose == {
        "health_live": "public",
        "health_ready": "public",
        "metrics": "public",  # to who bears the token; none without it
        "convention": "public",
        "invitation": "public",
        "signed_text": "public",
        "legal_texts": "public",
        "legal_notice": "public",
        "data_protection": "public",
        "accessibility": "public",
        "evidence_verify": "public",
        "offline": "public",
        "service_worker": "public",
        "web_manifest": "public",
        "home": "signed-in",
        "designation_switch": "signed-in",
        "own_designations": "signed-in",
        "designation_accept": "signed-in",
        "designation_decline": "signed-in",
        "own_words": "signed-in",
        "own_mails": "signed-in",
        "own_address": "signed-in",
        "own_address_confirm": "signed-in",
        "own_address_pending": "signed-in",
    }
    named = [policy for policy in policies.values() if not isinstance(policy, str)]
    assert all(policy and policy <= set(Function) for policy in named)

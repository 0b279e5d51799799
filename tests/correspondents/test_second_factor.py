"""Second-factor secrets: a reader of the table learns none, and the codes go on working."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from cryptography.fernet import InvalidToken
from django.test import override_settings

from tests.people import Cast


def _code(secret: str) -> str:
    counter = int(time.time()) // 30
    return str(totp.format_hotp_value(totp.hotp_value(secret, counter)))


def test_secrets_are_stored_encrypted_and_codes_still_work(cast: Cast) -> None:
    user = cast.sarah.user
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(user, secret)
    codes = RecoveryCodes.activate(user).get_unused_codes()
    stored = "".join(str(row.data) for row in Authenticator.objects.filter(user=user))
    assert secret not in stored
    assert not [code for code in codes if code in stored]
    kept = Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP)
    assert totp.TOTP(kept).validate_code(_code(secret))


def test_the_former_key_still_opens_and_a_strangers_does_not(cast: Cast) -> None:
    secret = totp.generate_totp_secret()
    with override_settings(SECOND_FACTOR_KEYS=["former"]):
        totp.TOTP.activate(cast.sarah.user, secret)
    kept = totp.TOTP(Authenticator.objects.get(user=cast.sarah.user))
    with override_settings(SECOND_FACTOR_KEYS=["new", "former"]):
        assert kept.validate_code(_code(secret))
    with override_settings(SECOND_FACTOR_KEYS=["new"]), pytest.raises(InvalidToken):
        kept.validate_code(_code(secret))

"""Second-factor secrets as they are kept: encrypted, with a key that is not in the database."""

from base64 import urlsafe_b64encode
from hashlib import sha256

from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


class SecondFactorAdapter(DefaultMFAAdapter):
    """The first of `SECOND_FACTOR_KEYS` encrypts, any of them decrypts: a new one is put in front, the old one kept."""

    def encrypt(self, text: str) -> str:
        return _ciphers().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _ciphers().decrypt(encrypted_text.encode()).decode()


def _ciphers() -> MultiFernet:
    keys = [urlsafe_b64encode(sha256(secret.encode()).digest()) for secret in settings.SECOND_FACTOR_KEYS]
    return MultiFernet([Fernet(key) for key in keys])

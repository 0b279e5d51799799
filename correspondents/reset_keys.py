"""The key of a new password: reckoned from the account and kept nowhere, so it dies when what it hangs on changes."""

from django.contrib.auth.tokens import PasswordResetTokenGenerator

from correspondents.models import Designation, User


class ResetKeys(PasswordResetTokenGenerator):
    """As Django's, which hangs on the password, the address and the last sign-in. While nobody has come in with the
    address, on what has ended there too: a house that corrects an address it mistyped ends what it had named, and with
    it every key that was sent there, whoever else still names the same one.
    """

    def _make_hash_value(self, user: User, timestamp: int) -> str:
        value = super()._make_hash_value(user, timestamp)
        if user.last_login is not None:
            return value
        ended = Designation.objects.filter(user=user, ended_at__isnull=False).order_by("pk")
        return " ".join([value, *map(str, ended.values_list("pk", flat=True))])


RESET_KEYS = ResetKeys()

"""Whether a number and a digest belong to one frozen bilan: what anybody may ask, and all that is answered."""

from django.db import connection

from incidents.evidence_verification import Verified


def verified_review(number: str, digest: str) -> Verified | None:
    """None whatever is wrong: another number, another digest, a bilan that is not frozen, nothing at all."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT frozen_at, pages FROM reports_verified(%s, %s)", [number, digest])
        row = cursor.fetchone()
    return Verified(*row) if row else None

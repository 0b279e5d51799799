"""What is known of a file besides its bytes."""

from django.db.models import TextChoices


class Scan(TextChoices):
    """What the antivirus said. A file that waits or is infected is handed to nobody."""

    NOT_SCANNED = "not_scanned", "non analysé"  # no antivirus is set up, or the portal made the file itself
    WAITING = "waiting", "en attente d’analyse"
    CLEAN = "clean", "sans virus connu"
    INFECTED = "infected", "mis en quarantaine"


HELD = (Scan.WAITING, Scan.INFECTED)

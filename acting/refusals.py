"""Why a write cannot be: a sentence for whoever asked, and the field it is about. Services raise it, forms show it."""


class Refused(Exception):
    """Nothing was written. `sentence` is French and says what to do; `field` is "" when it is about no single one."""

    def __init__(self, sentence: str, field: str = "") -> None:
        super().__init__(sentence)
        self.sentence, self.field = sentence, field


class Conflict(Exception):
    """Somebody acted on it since the page was opened, or the same form came back with other words: the loser of a
    race decides again, and neither may pass for the other."""

"""Why something about posts and designations cannot be: a sentence for whoever asked, and the field it is about."""

from collections.abc import Sequence


class Refused(Exception):
    """Nothing was written. `sentence` is French and says what to do; `field` is "" when it is about no single one."""

    def __init__(self, sentence: str, field: str = "") -> None:
        super().__init__(sentence)
        self.sentence, self.field = sentence, field


def listed(names: Sequence[str], most: int = 5) -> str:
    """`["Meaux", "Melun", "Esbly"]` → `"Meaux, Melun et Esbly"`; beyond `most` the rest is a number."""
    shown = list(names[:most])
    if len(names) > most:
        return f"{', '.join(shown)} et {len(names) - most} autres"
    return " et ".join([", ".join(shown[:-1]), shown[-1]]) if len(shown) > 1 else "".join(shown)

"""How several things are told in one French sentence."""

from collections.abc import Sequence


def listed(names: Sequence[str], most: int = 5) -> str:
    """`["Meaux", "Melun", "Esbly"]` → `"Meaux, Melun et Esbly"`; beyond `most` the rest is a number."""
    shown = list(names[:most])
    if len(names) > most:
        return f"{', '.join(shown)} et {len(names) - most} autres"
    return " et ".join([", ".join(shown[:-1]), shown[-1]]) if len(shown) > 1 else "".join(shown)

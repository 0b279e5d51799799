"""Where a commune lies in a picture: a dot by its coordinates, no tiles and no outlines."""

from collections.abc import Sequence
from math import cos, radians

from territory.models import Commune


def placed(communes: Sequence[Commune], *, width: int, margin: int) -> dict[str, tuple[float, float]]:
    """Degrees to picture units, by code; a degree of longitude is shorter, by the cosine of the latitude."""
    shrink = cos(radians(sum(c.latitude for c in communes) / len(communes)))
    west, north = min(c.longitude for c in communes) * shrink, max(c.latitude for c in communes)
    scale = width / ((max(c.longitude for c in communes) * shrink - west) or 1)
    return {
        c.pk: (
            round(margin + (c.longitude * shrink - west) * scale, 1),
            round(margin + (north - c.latitude) * scale, 1),
        )
        for c in communes
    }

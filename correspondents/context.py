"""What every page shows of who one is: menu, function, designations to choose from."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def navigation(request: HttpRequest) -> dict[str, Any]:
    return {"navigation": [], "acting": None, "designations": [], "demo": settings.DEMO}

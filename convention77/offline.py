"""What a device keeps of the portal in order to open it without network: one public page and its assets, nothing of
anybody."""

import json
from hashlib import sha256

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse

from acting.pages import public_page
from incidents.forms.attachments import ACCEPTED
from incidents.forms.facts import FactForm
from signatories.theme_guard import Concern

SHELL_ASSETS = ("css/portal.css", "js/queue.js", "js/offline.js", "js/portal.js", "favicon.svg", "icons/icon-192.png")
BRAND, PAPER = "#0f4c5c", "#f7f5f0"  # as in the stylesheet
# The fields of a fact in their order on the page, by what stands in them without network: answers that the device
# keeps of the page with network, or something to write.
FIELDS = (
    ("residence", "chips"),
    ("place", "chips"),
    ("building", "line"),
    ("category", "tiles"),
    ("started_at", "moment"),
    ("recurrence", "chips"),
    ("facts", "text"),
    ("photos", "files"),
    ("police_called", "chips"),
    ("damage_euros", "number"),
)


def shell() -> str:
    """The page without network. Drawn without a request: it cannot hold anything of whoever asks."""
    fields = [(name, look, FactForm.base_fields[name]) for name, look in FIELDS]
    return render_to_string("offline.html", {"fields": fields, "accepted": ACCEPTED, "concern": Concern.HOUSEHOLD})


@public_page
def offline(request: HttpRequest) -> HttpResponse:
    return HttpResponse(shell(), headers={"Cache-Control": "no-cache"})


@public_page
def service_worker(request: HttpRequest) -> HttpResponse:
    """At the root, so that every page may fall back on the page without network. Another stylesheet, script or page
    gives it another name, and the browser takes it anew."""
    assets = [*(static(name) for name in SHELL_ASSETS), reverse("web_manifest")]
    kept = {"page": reverse("offline"), "assets": assets}
    name = sha256((shell() + json.dumps(kept)).encode()).hexdigest()[:16]
    told, worker = json.dumps(kept | {"name": name}), json.dumps(static("js/worker.js"))
    script = f"const SHELL = {told};\nimportScripts({worker});\n"
    return HttpResponse(script, content_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"})


@public_page
def web_manifest(request: HttpRequest) -> JsonResponse:
    """What a device needs to install the portal."""
    icons = [
        {"src": static(f"icons/{name}.png"), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
        for name, size, purpose in (
            ("icon-192", 192, "any"),
            ("icon-512", 512, "any"),
            ("icon-maskable-512", 512, "maskable"),
        )
    ]
    told = {
        "id": "/",
        "name": settings.PORTAL_NAME,
        "short_name": settings.PORTAL_NAME,
        "lang": "fr",
        "start_url": reverse("home"),
        "scope": "/",
        "display": "standalone",
        "theme_color": BRAND,
        "background_color": PAPER,
        "icons": icons,
        "shortcuts": [{"name": "Déclarer un fait", "url": reverse("incident_new")}],
    }
    return JsonResponse(told, content_type="application/manifest+json")

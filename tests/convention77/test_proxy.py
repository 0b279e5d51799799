"""The proxy takes large bodies where files are sent, and nowhere else."""

import inspect
import re
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
from django.conf import settings
from django.urls import URLPattern, get_resolver

ANY = UUID(int=1)
SAID = re.compile(r"<(\w+):\w+>")


def takes_files(pattern: URLPattern) -> bool:
    return "FILES" in inspect.getsource(inspect.unwrap(pattern.callback))


def own_addresses() -> dict[str, bool]:
    """Each own address, with something in its places, and whether files are sent to it."""
    found: dict[str, bool] = {}
    for entry in get_resolver().url_patterns:
        for pattern in getattr(entry, "url_patterns", [entry]):
            if isinstance(pattern, URLPattern) and hasattr(pattern.callback, "policy"):
                address = "/" + SAID.sub(lambda said: str(ANY) if said[1] == "uuid" else "mot", str(pattern.pattern))
                found[address] = takes_files(pattern)
    return found


DEPLOY = Path(settings.BASE_DIR) / "deploy"


def sizes_of_caddy() -> dict[str, re.Pattern[str]]:
    """Which addresses a proxy takes more at, by how much: `220` and `60` megabytes."""
    words = (DEPLOY / "Caddyfile").read_text()
    names = {name: paths.split() for name, paths in re.findall(r"@(\w+) path (.+)", words)}
    said = re.findall(r"handle @(\w+) \{\s+request_body \{\s+max_size (\d+)MB", words)
    return {
        size: re.compile("|".join(re.escape(path).replace(r"\*", "[^/]*") for path in names[name]))
        for name, size in said
    }


def sizes_of_nginx() -> dict[str, re.Pattern[str]]:
    words = (DEPLOY / "nginx.conf").read_text()
    said = re.findall(r"location ~ (\S+) \{\s+client_max_body_size (\d+)m;\s+proxy_pass", words)
    return {size: re.compile(pattern) for pattern, size in said}


@pytest.mark.parametrize("sizes", [sizes_of_caddy, sizes_of_nginx])
def test_large_bodies_come_to_the_addresses_of_files_alone(sizes: Callable[[], dict[str, re.Pattern[str]]]) -> None:
    addresses, let_in = own_addresses(), sizes()
    assert len(addresses) > 200
    assert set(let_in) == {"220", "60"}
    large = {address for address in addresses if any(each.fullmatch(address) for each in let_in.values())}
    assert large == {address for address, has_files in addresses.items() if has_files}


def test_both_proxies_take_as_much_at_each_address_and_name_no_address_that_is_not() -> None:
    caddy, nginx = sizes_of_caddy(), sizes_of_nginx()
    for size, by_caddy in caddy.items():
        of_caddy, of_nginx = (
            {each for each in own_addresses() if let_in.fullmatch(each)} for let_in in (by_caddy, nginx[size])
        )
        assert of_caddy == of_nginx != set()
        named = by_caddy.pattern.count("|") + 1
        assert len(of_caddy) == named == nginx[size].pattern.count("|") + 1, "each path of the lists is an address"


@pytest.mark.parametrize("page", ["reprise.html", "trop-grand.html"])
def test_the_pages_of_the_proxy_ask_for_nothing_outside(page: str) -> None:
    words = (DEPLOY / "pages" / page).read_text()
    assert '<html lang="fr">' in words
    assert not re.search(r"https?:|src=|href=|url\(|@import|<script", words)
    assert not re.search(r" [:;?!»]|« ", words.partition("<body>")[2]), "spaces that do not break"

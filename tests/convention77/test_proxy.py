"""The proxy takes large bodies where files are sent, and nowhere else."""

import inspect
import re
from pathlib import Path
from uuid import UUID

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


def test_large_bodies_come_to_the_addresses_of_files_alone() -> None:
    words = (Path(settings.BASE_DIR) / "deploy" / "Caddyfile").read_text()
    paths = [path for line in re.findall(r"@\w+ path (.+)", words) for path in line.split()]
    let_in = re.compile("|".join(re.escape(path).replace(r"\*", "[^/]*") for path in paths))
    addresses = own_addresses()
    assert len(addresses) > 200
    large = {address for address in addresses if let_in.fullmatch(address)}
    assert large == {address for address, has_files in addresses.items() if has_files}
    assert all(any(re.fullmatch(re.escape(path).replace(r"\*", "[^/]*"), each) for each in large) for path in paths)

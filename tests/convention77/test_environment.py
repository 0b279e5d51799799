"""What an operator gives wrongly is refused by its name; what may be given is written down where one looks for it."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from convention77.environment import Environment, check_folder, check_origin, check_secret
from tests.databases import ROOT

STRONG = "kT9vQ2mXw7LzR4bNc8HsYp3JdF6gUaE1"
REAL_SITE = {
    "DEMO": "0",
    "DJANGO_SECRET_KEY": STRONG,
    "SECOND_FACTOR_KEYS": STRONG[::-1],
    "ALLOWED_HOSTS": "portail.example",
    "PORTAL_URL": "https://portail.example",
    "EMAIL_URL": "smtp://127.0.0.1:25",
}
# Of the demonstration and of developers: no real site has them.
NOT_FOR_A_SITE = {"DEMO", "DEBUG", "PORT", "MAIL_ROOT"}
# What the compose file settles itself, since it depends on nothing but its own services.
OF_THE_IMAGE = {"STATIC_ROOT", "PRIVATE_ROOT"}


def settings_asked_for() -> set[str]:
    code = "".join((ROOT / "convention77" / name).read_text() for name in ("settings.py", "stores.py"))
    return set(re.findall(r'env\.\w+\(\s*"(\w+)"', code)) | {
        f"LEGAL_{name}" for name in ("PUBLISHER", "DIRECTOR", "HOST", "CONTACT")
    }


def check(**changes: str | None) -> tuple[int, str]:
    """What `manage.py check` says at the end, as the operator reads it."""
    given = {name: value for name, value in (os.environ | REAL_SITE | changes).items() if value is not None}
    asked = [sys.executable, "manage.py", "check"]
    done = subprocess.run(asked, cwd=ROOT, env=given, capture_output=True, text=True, check=False)
    return done.returncode, (done.stderr.strip().splitlines() or [""])[-1]


@pytest.mark.parametrize("value", ["", "build", STRONG[:31], "a" * 64, "changeme" * 8, f"django-insecure-{STRONG}"])
def test_a_secret_that_somebody_may_guess_is_refused_with_the_line_that_makes_one(value: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"^SOME_KEY .*openssl rand -base64 48"):
        check_secret("SOME_KEY", value)
    assert check_secret("SOME_KEY", STRONG) == STRONG


def test_of_several_keys_each_one_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_KEYS", f"{STRONG},{STRONG[::-1]}")
    assert Environment().secrets("SOME_KEYS") == [STRONG, STRONG[::-1]]
    for weak in (f"{STRONG},short", ""):
        monkeypatch.setenv("SOME_KEYS", weak)
        with pytest.raises(ImproperlyConfigured, match=r"^SOME_KEYS "):
            Environment().secrets("SOME_KEYS")


@pytest.mark.parametrize(
    "value",
    [
        *("portail.example", "//portail.example", "http://portail.example", "https://", "https:/portail.example"),
        *("https://portail.example/", "https://portail.example/portail", "https://portail.example?a=1"),
        *("https://me:secret@portail.example", "https://portail.example#x"),
    ],
)
def test_links_of_mails_begin_with_a_scheme_and_end_with_a_host(value: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"^PORTAL_URL=.* must "):
        check_origin("PORTAL_URL", value)
    assert check_origin("PORTAL_URL", "https://portail.example:8443") == "https://portail.example:8443"


def test_a_folder_that_this_user_cannot_write_in_is_refused(tmp_path: Path) -> None:
    assert check_folder("PRIVATE_ROOT", tmp_path / "not" / "yet") == tmp_path / "not" / "yet"
    (tmp_path / "file").write_text("")
    with pytest.raises(ImproperlyConfigured, match=r"^PRIVATE_ROOT=.*must be able to read and write in"):
        check_folder("PRIVATE_ROOT", tmp_path / "file" / "private")
    (tmp_path / "mine").mkdir(mode=0o500)
    become = "os.setuid(65534); " if os.getuid() == 0 else ""  # root may do everything: ask as somebody who may not
    asked = f"import os, sys; from convention77.environment import *; {become}check_folder('ROOT', Path(sys.argv[1]))"
    command = [sys.executable, "-c", asked, str(tmp_path / "mine")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert "ROOT=" in done.stderr.splitlines()[-1]


def test_each_value_may_lie_in_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the line break that an editor leaves; and the file has the last word, as in containers."""
    (tmp_path / "key").write_text(f"{STRONG}\n")
    monkeypatch.setenv("GIVEN_AS_FILE_FILE", str(tmp_path / "key"))
    assert Environment().secret("GIVEN_AS_FILE") == STRONG
    monkeypatch.setenv("NOT_THERE_FILE", str(tmp_path / "absent"))
    with pytest.raises(ImproperlyConfigured, match=r"^NOT_THERE_FILE=.* cannot be read: No such file"):
        Environment().str("NOT_THERE")


def test_a_process_says_in_its_last_line_what_is_wrong(tmp_path: Path) -> None:
    assert check()[0] == 0
    (tmp_path / "key").write_text(f"{STRONG}\n")
    assert check(DJANGO_SECRET_KEY=None, DJANGO_SECRET_KEY_FILE=str(tmp_path / "key"))[0] == 0
    wrong: dict[str, str | None] = {
        "DJANGO_SECRET_KEY": "build",
        "SECOND_FACTOR_KEYS": None,
        "PORTAL_URL": "portail.example",
        "DATABASE_URL": "convention77",
        "EMAIL_URL": "mail.example",
        "PRIVATE_ROOT": str(tmp_path / "key" / "private"),
    }
    for name, value in wrong.items():
        status, said = check(**{name: value})
        assert status != 0, name
        assert name in said or (name == "EMAIL_URL" and "email" in said.lower()), said


def test_the_demonstration_goes_on_with_its_own_keys() -> None:
    weak = {"DJANGO_SECRET_KEY": "demo", "SECOND_FACTOR_KEYS": "demo"}
    assert check(**weak, DEMO="1", ALLOWED_HOSTS="127.0.0.1", PORTAL_URL=None)[0] == 0


def test_subdomains_are_bound_only_where_the_operator_says_so() -> None:
    asked = "from django.conf import settings as s; print(s.SECURE_HSTS_INCLUDE_SUBDOMAINS, s.SECURE_HSTS_PRELOAD)"
    for given, expected in (({}, "False False"), ({"HSTS_INCLUDE_SUBDOMAINS": "1", "HSTS_PRELOAD": "1"}, "True True")):
        environment, command = os.environ | REAL_SITE | given, [sys.executable, "-c", asked]
        said = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True).stdout
        assert said.strip() == expected


def test_every_setting_is_documented_and_given_in_both_ways() -> None:
    """A chapter for the operator says what it means; `.env.example` and the files of `deploy/install` name it."""
    asked = settings_asked_for()
    assert {"DJANGO_SECRET_KEY", "S3_BUCKET", "HSTS_PRELOAD", "ALIVE_ROOT"} <= asked
    chapters = [ROOT / "docs" / "architecture.md", *(ROOT / "docs" / "operation").glob("*.md")]
    documented = set(re.findall(r"`([A-Z][A-Z0-9_]+)(?:=[^`]*)?`", "\n".join(map(Path.read_text, chapters))))
    assert asked - documented == set()
    compose = (ROOT / "docker-compose.yml").read_text()
    given = set(re.findall(r"^ {4,6}(\w+?)(?:_FILE)?:", compose, re.MULTILINE))
    assert asked - given - OF_THE_IMAGE - NOT_FOR_A_SITE == set()
    asked_of_the_operator = set(re.findall(r"\$\{(\w+)", compose))
    example = set(re.findall(r"^#? ?([A-Z][A-Z0-9_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert asked_of_the_operator == example, "neither one that nobody reads nor one that nobody would find"
    installed = set(re.findall(r"^(?:Environment=)?#? ?([A-Z][A-Z0-9_]+?)(?:_FILE)?=", _installed(), re.MULTILINE))
    assert asked - installed - NOT_FOR_A_SITE - {"STATIC_ROOT"} == set(), "STATIC_ROOT lies in each release"


def _installed() -> str:
    files = [*(ROOT / "deploy").glob("*.env"), *(ROOT / "deploy" / "units").rglob("*")]
    return "\n".join(path.read_text() for path in files if path.is_file())

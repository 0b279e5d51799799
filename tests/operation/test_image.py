"""What the Dockerfile and the compose file tell two users to do, done by two users of this machine.

The lines are read from those files; only paths, ports and the interpreter are this machine's.
"""

import json
import os
import pwd
import re
import shlex
import shutil
import stat
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import parse_qs, urlsplit
from urllib.request import Request, urlopen
from uuid import uuid4

import pytest
import yaml

from convention77.environment import check_secret
from tests.databases import ROOT, url_of, url_of_web
from tests.portal import own_redis, wait_until

DOCKERFILE = (ROOT / "Dockerfile").read_text()
COMPOSE = (ROOT / "docker-compose.yml").read_text()
HOST, PORT = "portail.example", 18077
GIVEN = {"PORTAL_HOST": HOST, "DEFAULT_FROM_EMAIL": "portail@portail.example"}

SERVICES: dict[str, dict[str, Any]] = yaml.safe_load(COMPOSE)["services"]


def command_of(name: str) -> list[str]:
    return shlex.split(SERVICES[name]["command"])


def health_of(name: str, address: str = "") -> list[str]:
    """How its container is asked, at the port of this machine; without the end, which is `init`'s child there."""
    asked: list[str] = SERVICES[name]["healthcheck"]["test"]
    return [address if part == "127.0.0.1:8000" else part for part in asked[1:] if part != "--end"]


def given_environment() -> dict[str, str]:
    """What `x-portal` gives to every process, with the values that an operator's file `.env` would hold."""
    return {name: _filled(value) for name, value in SERVICES["web"]["environment"].items()}


def _filled(value: str) -> str:
    return re.sub(r"\$\{(\w+)(?::\?|:-([^}]*))?\}", lambda found: GIVEN.get(found[1], found[2] or ""), value)


def image_environment() -> dict[str, str]:
    found = re.search(r"^ENV ((?:.*\\\n)*.*)$", DOCKERFILE, re.MULTILINE)
    assert found
    return dict(pair.split("=", 1) for pair in found[1].replace("\\\n", " ").split())


def collecting() -> str:
    """The line of the image that collects static files, run as root while it is built."""
    found = re.search(r"^RUN (DJANGO_SECRET_KEY=(?:.*\\\n)*.*)$", DOCKERFILE, re.MULTILINE)
    assert found
    return found[1]


def serving() -> list[str]:
    found = re.search(r"^CMD (\[.*\])$", DOCKERFILE, re.MULTILINE)
    assert found
    return list(json.loads(found[1]))


@pytest.fixture
def unprivileged() -> str:
    """Who may enter the directory of the database's socket but owns nothing of the image: not root."""
    if os.getuid() != 0:
        pytest.skip("only root can act as two users")
    sockets = parse_qs(urlsplit(os.environ["DATABASE_URL"]).query).get("host", [""])[0]
    name = Path(sockets).owner() if sockets else "nobody"
    assert name != "root"
    return name


@pytest.fixture
def image() -> Iterator[Path]:
    """The folder of the image's own paths, and the code as `COPY . .` takes it: root's, for all to read."""
    with tempfile.TemporaryDirectory(prefix="c77-image-", dir="/tmp") as name:
        folder = Path(name)
        folder.chmod(0o755)
        ignored = [line.strip("/") for line in (ROOT / ".dockerignore").read_text().split()]
        shutil.copytree(ROOT, folder / "code", ignore=shutil.ignore_patterns(*ignored))
        yield folder


def lets_through(user: str, *command: str) -> bool:
    """Whether the other user can do that: what is root's may lie in a folder that nobody else enters."""
    asked_for = ["runuser", "-u", user, "--", *command]
    return subprocess.run(asked_for, cwd="/", capture_output=True, check=False).returncode == 0


@pytest.fixture
def packages(image: Path, unprivileged: str) -> Path:
    """The libraries of the tests, or a copy of them."""
    own = Path(next(path for path in sys.path if path.endswith("site-packages")))
    if lets_through(unprivileged, "ls", str(own)):
        return own
    return Path(shutil.copytree(own, image / "site-packages", symlinks=True))


@pytest.fixture
def interpreter(image: Path, unprivileged: str) -> Path:
    """The tests' own Python, or a copy of it."""
    own = Path(sys.base_prefix) / "bin" / f"python3.{sys.version_info.minor}"
    if lets_through(unprivileged, str(own), "-c", ""):
        return own
    ignored = shutil.ignore_patterns("test", "site-packages", "*.a")
    shutil.copytree(own.parent.parent / "lib", image / "python" / "lib", ignore=ignored, symlinks=True)
    (image / "python" / "bin").mkdir()
    return Path(shutil.copy(own, image / "python" / "bin"))


def environment_in(image: Path, interpreter: Path, packages: Path, redis: dict[str, str]) -> dict[str, str]:
    """The image's and the compose file's, with the paths and servers of this machine."""
    subprocess.run(["deploy/make_secrets", "smtp://127.0.0.1:9"], cwd=image / "code", check=True, capture_output=True)
    # As they are mounted: each alone, out of the folder that only root passes.
    mounted = Path(shutil.copytree(image / "code" / "secrets", image / "secrets"))
    mounted.chmod(0o755)
    (image / "alive").mkdir()
    (image / "alive").chmod(0o777)  # a memory of the container's own
    (image / "bin").mkdir()
    (image / "bin" / "python").symlink_to(interpreter)
    here = {
        "STATIC_ROOT": str(image / "static"),
        "PRIVATE_ROOT": str(image / "private"),
        "PATH": f"{image / 'bin'}:/usr/bin:/bin",
        "PYTHONPATH": str(packages),
        "LD_LIBRARY_PATH": str(interpreter.parent.parent / "lib"),
    }
    given = {name: value.replace("/run/secrets", str(mounted)) for name, value in given_environment().items()}
    return image_environment() | given | {"ALIVE_ROOT": str(image / "alive")} | here | redis


def test_what_root_has_collected_the_web_s_own_user_serves(
    own_database: str, image: Path, unprivileged: str, interpreter: Path, packages: Path
) -> None:
    user = pwd.getpwnam(unprivileged)
    with own_redis() as redis:
        environment = environment_in(image, interpreter, packages, redis)
        build = collecting().replace("/srv/private", environment["PRIVATE_ROOT"])
        build = build.replace("-o convention77", f"-o {unprivileged}")
        subprocess.run(["bash", "-c", build], cwd=image / "code", env=environment, check=True)
        collected = [image / "static", *(image / "static").rglob("*")]
        assert {stat.S_IMODE(path.stat().st_mode) for path in collected if path.is_file()} == {0o644}
        assert {stat.S_IMODE(path.stat().st_mode) for path in collected if path.is_dir()} == {0o755}

        def run(command: list[str], database: str) -> "subprocess.Popen[bytes]":
            address = image / "secrets" / f"database_url_{uuid4().hex}"
            address.write_text(f"{database}\n")
            its = environment | {"DATABASE_URL_FILE": str(address)}
            ids: dict[str, Any] = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
            return subprocess.Popen(command, cwd=image / "code", env=its, **ids)

        assert run(command_of("migrate"), url_of("DATABASE_OWNER_URL", own_database)).wait() == 0
        web = [part.replace("0.0.0.0:8000", f"127.0.0.1:{PORT}") for part in serving()]
        worker = run(command_of("worker"), url_of("WORKER_DATABASE_URL", own_database))
        started = [run(web, url_of_web(own_database)), worker]
        try:
            wait_until(lambda: asked("/health/ready") == 200, "web and worker are there", seconds=60)
            names = json.loads((image / "static" / "staticfiles.json").read_text())["paths"]
            pages = ("/health/live", "/accounts/login/", f"/static/{names['css/portal.css']}")
            assert {page: asked(page) for page in pages} == dict.fromkeys(pages, 200)
            checks = {"web": health_of("web", f"127.0.0.1:{PORT}"), "worker": health_of("worker")}
            assert {name: run(check, "").wait() for name, check in checks.items()} == {"web": 0, "worker": 0}
        finally:
            for process in started:
                process.terminate()
            for process in started:
                process.wait(timeout=30)


def asked(path: str) -> int:
    """As the proxy asks."""
    request = Request(f"http://127.0.0.1:{PORT}{path}", headers={"Host": HOST, "X-Forwarded-Proto": "https"})
    try:
        with urlopen(request, timeout=10) as answer:
            return int(answer.status)
    except HTTPError as error:
        return error.code
    except (URLError, ConnectionError, TimeoutError):
        return 0


def test_no_key_of_the_compose_file_stands_twice() -> None:
    """compose refuses it; YAML alone would take the last one."""

    def twice(node: yaml.Node) -> Iterator[str]:
        if isinstance(node, yaml.MappingNode):
            names = Counter(key.value for key, _ in node.value)
            yield from (name for name, count in names.items() if count > 1)
            for _, value in node.value:
                yield from twice(value)

    whole = yaml.compose(COMPOSE)
    assert whole
    assert list(twice(whole)) == []
    for example in (".env.example", "deploy/portal.env"):
        names = Counter(re.findall(r"^(?:# )?([A-Z][A-Z0-9_]+)=", (ROOT / example).read_text(), re.MULTILINE))
        assert {name for name, count in names.items() if count > 1} == set(), example


def test_the_compose_file_gives_every_setting_that_a_real_site_must_have() -> None:
    settings = (ROOT / "convention77" / "settings.py").read_text()
    required = set(re.findall(r'env\.\w+\("(\w+)"\)', settings)) - {"MAIL_ROOT"}
    given = {name.removesuffix("_FILE") for name in given_environment().keys() | image_environment().keys()}
    assert required <= given
    assert "PORTAL_NAME" in given


def test_each_process_of_the_compose_file_has_its_own_role_and_no_other_one_s_secret() -> None:
    roles = {"web": "app", "worker": "worker", "beat": "worker", "migrate": "owner", "restore": "owner"}
    for name, role in roles.items():
        read = SERVICES[name]["environment"]["DATABASE_URL_FILE"]
        assert read == f"/run/secrets/database_url_{role}"
        roles_of = [secret for secret in SERVICES[name]["secrets"] if secret.startswith("database")]
        # The worker makes the backups, in the role that reads all and writes nothing; who restores is told the same.
        assert set(roles_of) - {"database_url_backup"} == {Path(read).name}
        assert ("database_url_backup" in roles_of) == (name in {"worker", "beat", "restore"})
        files = {value for key, value in SERVICES[name]["environment"].items() if key.endswith("_FILE")}
        assert files == {f"/run/secrets/{secret}" for secret in SERVICES[name]["secrets"]}
    assert not re.search(r"(PASSWORD|SECRET_KEY|EMAIL_URL|TOKEN): ", COMPOSE), "no secret in the environment"


def test_the_secrets_of_the_compose_file_are_made_once(tmp_path: Path) -> None:
    (tmp_path / "deploy").mkdir()
    script = shutil.copy(ROOT / "deploy" / "make_secrets", tmp_path / "deploy")
    refused = subprocess.run([script], capture_output=True, text=True, check=False)
    assert (refused.returncode, "deploy/make_secrets -" in refused.stderr) == (1, True)
    assert not (tmp_path / "secrets").exists()

    def made(*arguments: str) -> dict[str, str]:
        subprocess.run([script, *arguments], check=True, capture_output=True)
        return {path.name: path.read_text().strip() for path in (tmp_path / "secrets").iterdir()}

    once = made("smtp://mail.example:25")
    assert stat.S_IMODE((tmp_path / "secrets").stat().st_mode) == 0o700
    named = yaml.safe_load(COMPOSE)["secrets"]
    assert {Path(each["file"]).name for each in named.values()} <= once.keys()
    strong = ("django_secret_key", "second_factor_keys")
    assert [check_secret(name, once[name]) for name in strong] == [once[name] for name in strong]
    assert once["database_url_app"] == f"postgres://convention77_app:{once['app_password']}@postgres/convention77"
    assert made() == once
    assert made("smtp://other.example:25") == once | {"email_url": "smtp://other.example:25"}
    by_hand = "smtp+tls://portail:secret@mail.example:587"
    subprocess.run([script, "-"], input=f"{by_hand}\n", check=True, capture_output=True, text=True)
    assert made() == once | {"email_url": by_hand}, "asked for, so that no password stands in a history"


def test_only_the_proxy_is_reached_from_outside_and_nobody_has_more_than_needed() -> None:
    networks = yaml.safe_load(COMPOSE)["networks"]
    assert [name for name, words in networks.items() if words.get("internal")] == ["inside"]
    assert {name: words["networks"] for name, words in SERVICES.items() if "outward" not in words["networks"]} == {
        "postgres": ["inside"],
        "redis": ["inside"],
    }
    assert SERVICES["proxy"]["networks"] == ["outward"]
    assert [name for name, words in SERVICES.items() if "ports" in words] == ["proxy"]
    for words in SERVICES.values():
        assert words["read_only"] is True
        assert words["cap_drop"] == ["ALL"]
        assert words["security_opt"] == ["no-new-privileges:true"]
    for name in ("web", "worker", "beat"):
        assert SERVICES[name]["init"] is True
        assert SERVICES[name]["healthcheck"]["test"][-1] == "--end", "compose itself leaves who does not answer"
    images = {words["image"] for name, words in SERVICES.items() if "build" not in words}
    assert all(re.search(r":\d+\.\d+\.?\d*", image) for image in images), "a tag that stays what it is"


def test_the_database_of_the_compose_file_keeps_values_out_of_its_log() -> None:
    told = dict(pair.split("=") for pair in re.findall(r"-c (\S+)", SERVICES["postgres"]["command"]))
    lines = (ROOT / "deploy" / "quiet_log.conf").read_text().splitlines()
    assert told == dict(line.split() for line in lines)

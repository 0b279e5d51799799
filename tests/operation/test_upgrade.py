"""The demonstration of the last version, upgraded to this one: its data are there, its web goes on serving meanwhile,
and this one works with them."""

import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from psycopg2 import sql

from tests.databases import ROOT, create_database, drop_database, run_as_owner, template_database, url_of, url_of_web
from tests.incidents.test_facts_filing import when
from tests.operation.releases import last_release, take_out
from tests.operation.visitor import Visitor
from tests.portal import Portal, own_redis, running_portal

PASSWORD = "convention77-demo"
LANDS = {
    "gardien@deux-morins.example": "/faits/nouveau/",
    "referent@deux-morins.example": "/faits/",
    "contentieux@deux-morins.example": "/situations/",
    "dpo@deux-morins.example": "/journal/",
    "correspondant@police-meaux.example": "/saisines/",
    "parquet@tj-meaux.example": "/saisines/",
    "greffe@tj-meaux.example": "/saisines/",
    "delegue@aorif-77.example": "/tableau-de-bord/",
    "admin@convention77.example": "/administration/",
}
REMADE = ("django_migrations", "auth_permission", "django_content_type")


@pytest.fixture
def former(tmp_path: Path) -> Path:
    (tmp_path / "former").mkdir()
    return take_out(last_release(), tmp_path / "former")


@pytest.fixture
def database() -> Iterator[str]:
    name = f"c77_clone_{os.getpid()}_{uuid4().hex[:8]}"
    create_database(name, "template1")
    yield name
    drop_database(name)


def manage(code: Path, database: str, *command: str, variable: str = "DATABASE_OWNER_URL", private: Path) -> None:
    changes = {"DATABASE_URL": url_of(variable, database), "PRIVATE_ROOT": str(private)}
    subprocess.run(
        [sys.executable, "manage.py", *command], cwd=code, env=os.environ | changes, check=True, stdout=sys.stderr
    )


def rows(database: str) -> Counter[str]:
    """How many of each table that was there before."""
    tables = [
        name
        for (name,) in run_as_owner("SELECT tablename FROM pg_tables WHERE schemaname = 'public'", database=database)
    ]
    counted = sql.SQL(" UNION ALL ").join(
        sql.SQL("SELECT {}, count(*) FROM {}").format(sql.Literal(name), sql.Identifier(name))
        for name in sorted(tables)
    )
    as_machine = sql.SQL("SELECT set_config('app.function', 'machine', false); {}").format(counted)
    return Counter(dict(run_as_owner(as_machine, database=database)))


def schema(database: str) -> list[str]:
    """Tables, indexes, constraints, functions, triggers, walls and rights, as the database tells them."""
    (host,) = re.findall(r"host=([^&]+)", os.environ["DATABASE_OWNER_URL"])
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_dump"), key=lambda path: int(path.parts[4]))
    command = [str(programs[-1]), "-h", host, "-U", "postgres", "--schema-only", database]
    told = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    return [line for line in told.splitlines() if not line.startswith(("--", "\\restrict", "\\unrestrict"))]


def test_the_last_version_with_its_data_becomes_this_one(former: Path, database: str, tmp_path: Path) -> None:
    if "host=/" not in os.environ["DATABASE_OWNER_URL"]:
        pytest.skip("DATABASE_URL leads elsewhere: whole databases of that server are not ours to make and read")
    private = tmp_path / "private"
    run_as_owner((former / "deploy" / "privileges.sql").read_text(), database=database)
    for command in ("migrate", "raise_walls", "seed_demo"):
        manage(former, database, command, "-v0", private=private)
    before = rows(database)
    assert before["incidents_incident"] > 100

    with own_redis() as redis, a_web(former, database, tmp_path / "of-before", redis) as running:
        manage(ROOT, database, "upgrade", "-v0", private=private)
        after = rows(database)
        assert {name: after[name] for name in before if name not in REMADE} == {
            name: count for name, count in before.items() if name not in REMADE
        }
        files_a_fact(running)  # with the code of before, over the tables of now
        assert rows(database)["incidents_incident"] == before["incidents_incident"] + 1
    assert schema(database) == schema(template_database())

    for asked in (["settle_demo"], ["check_grants"], ["index_words", "--check"]):
        manage(ROOT, database, *asked, variable="WORKER_DATABASE_URL", private=private)
    manage(ROOT, database, "verify_journal", "--without-heads", private=private)
    (tmp_path / "now").mkdir()
    with running_portal(database, tmp_path / "now") as portal:
        assert {email: landed(portal, email) for email in LANDS} == {
            email: (200, place) for email, place in LANDS.items()
        }


@contextmanager
def a_web(code: Path, database: str, logs: Path, redis: dict[str, str]) -> Iterator[Portal]:
    """That of another version, on a port of its own."""
    changes = {"DATABASE_URL": url_of_web(database), "PORT": "18078"}
    folders = {"PRIVATE_ROOT": str(logs / "private"), "MAIL_ROOT": str(logs / "mails")}
    for folder in folders.values():
        Path(folder).mkdir(parents=True)
    portal = Portal("http://127.0.0.1:18078", os.environ | redis | changes | folders, logs, code)
    portal.start_web()
    try:
        yield portal
    finally:
        portal.stop()


def files_a_fact(portal: Portal) -> None:
    """The caretaker, of a residence of the house."""
    visitor = Visitor(portal)
    assert visitor.sign_in("gardien@deux-morins.example", PASSWORD).status == 302
    form = visitor.get("/faits/nouveau/")
    offered = re.search(r'name="residence".*?"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"', form.text, re.DOTALL)
    assert offered, form
    fields = {"residence": offered[1], "place": "hall", "category": "degradation", "started_at": when(hours=2)}
    told = visitor.post("/faits/nouveau/", fields | {"recurrence": "isolated", "facts": "Vitrage brisé."})
    assert (told.status, told.location[:7]) == (302, "/faits/"), told.text


def landed(portal: Portal, email: str) -> tuple[int, str]:
    """Where somebody comes after signing in, and whether that page is there."""
    visitor = Visitor(portal)
    visitor.sign_in(email, PASSWORD)
    place = visitor.get("/").location
    return visitor.get(place).status, place

"""What may happen to a portal at work, each with what mends it: processes killed, servers stopped, a disk filled."""

import os
import random
import signal
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.operation.own_postgres import OwnPostgres, children
from tests.operation.servers import OwnRedis, PostOffice, post_office, silent_server
from tests.portal import Portal

ROOM = 4 * 1024 * 1024 * 1024  # of memory, which a disk of this kind takes only for what lies on it


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={ROOM}", "tmpfs", str(folder)]
    if os.getuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("only root, where it may mount, can have a disk that is full")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


@contextmanager
def full(disk: Path) -> Iterator[None]:
    """There is room for what lies on it, and none for more; people may be writing while it is measured."""
    for _ in range(20):
        size = os.statvfs(disk)
        try:
            resize(disk, (size.f_blocks - size.f_bfree) * size.f_frsize or size.f_frsize)
            break
        except subprocess.CalledProcessError:
            continue
    yield
    resize(disk, ROOM)


def resize(disk: Path, size: int) -> None:
    subprocess.run(["mount", "-o", f"remount,size={size}", str(disk)], check=True, capture_output=True)


@dataclass
class PostRoom:
    """A mail server at one port that can be away, silent or there."""

    port: int = 0
    taken: list[str] = field(default_factory=list)
    now: ExitStack = field(default_factory=ExitStack)

    def open(self) -> None:
        self.now.close()
        office: PostOffice = self.now.enter_context(post_office(self.port))
        self.port, office.recipients = office.server_address[1], self.taken

    def be_silent(self) -> None:
        self.now.close()
        self.now.enter_context(silent_server(self.port))


@dataclass
class Faults:
    portal: Portal
    postgres: OwnPostgres
    redis: OwnRedis
    disk: Path
    post: PostRoom
    chance: random.Random
    for_a_while: Callable[[], None]  # until people have tried several times
    done: Counter[str] = field(default_factory=Counter)

    def next(self) -> None:
        kinds = {name: getattr(self, name) for name in dir(Faults) if name.startswith(("kill_", "stop_", "let_"))}
        fewest = min(self.done[name] for name in kinds)
        name = self.chance.choice([name for name in kinds if self.done[name] == fewest])
        kinds[name]()
        self.done[name] += 1

    def kill_web(self) -> None:
        self.portal.kill_web()
        self.portal.start_web()

    def kill_web_master(self) -> None:
        """Its children are alone for a moment, until whoever minds the service ends what it left."""
        assert self.portal.web
        self.portal.web.kill()
        self.portal.web.wait(timeout=10)
        self.for_a_while()
        self.kill_web()

    def kill_web_child(self) -> None:
        assert self.portal.web
        kill_one_of(children(self.portal.web.pid), self.chance)

    def kill_worker(self) -> None:
        self.portal.kill_worker()
        self.portal.start_worker("--without-mingle")

    def kill_worker_master(self) -> None:
        assert self.portal.worker
        self.portal.worker.kill()
        self.portal.worker.wait(timeout=10)
        self.portal.start_worker("--without-mingle")

    def kill_worker_child(self) -> None:
        assert self.portal.worker
        kill_one_of(children(self.portal.worker.pid), self.chance)

    def kill_beat(self) -> None:
        self.portal.kill_beat()
        self.portal.start_beat()

    def kill_postgres(self) -> None:
        self.postgres.kill()
        self.postgres.start()

    def stop_postgres_at_once(self) -> None:
        self.postgres.stop_at_once()
        self.postgres.start()

    def stop_redis(self) -> None:
        self.redis.stop()
        self.for_a_while()
        self.redis.start()

    def stop_redis_and_flush(self) -> None:
        self.redis.flush()

    def let_redis_hang(self) -> None:
        self.redis.freeze()
        self.for_a_while()
        self.redis.thaw()

    def let_disk_be_full(self) -> None:
        with full(self.disk):
            self.for_a_while()

    def let_mail_be_away(self) -> None:
        self.post.now.close()
        self.for_a_while()
        self.post.open()

    def let_mail_be_silent(self) -> None:
        self.post.be_silent()
        self.for_a_while()
        self.post.open()


def kill_one_of(found: list[int], chance: random.Random) -> None:
    """None may be left, when it has just been killed before."""
    if found:
        with suppress(ProcessLookupError):
            os.kill(chance.choice(found), signal.SIGKILL)

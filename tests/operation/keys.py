"""Keys of one test: a pair for age and one for GnuPG, as an operator makes them away from the host."""

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Keys:
    """`recipient` is what BACKUP_RECIPIENT is set to, `identity` the file of the private key."""

    recipient: str
    identity: Path


def age_keys(folder: Path, name: str = "age") -> Keys:
    identity = folder / f"{name}.txt"
    subprocess.run(["age-keygen", "-o", str(identity)], check=True, capture_output=True)
    (line,) = [line for line in identity.read_text().splitlines() if line.startswith("# public key: ")]
    return Keys(line.removeprefix("# public key: "), identity)


@contextmanager
def gpg_keys(folder: Path, name: str = "gpg") -> Iterator[Keys]:
    with tempfile.TemporaryDirectory(prefix="c77-", dir="/tmp") as home:
        own = ["gpg", "--homedir", home, "--batch", "--quiet", "--pinentry-mode", "loopback", "--passphrase", ""]
        subprocess.run(
            [*own, "--quick-generate-key", f"{name}@portail.example", "default", "default", "never"],
            check=True,
            capture_output=True,
        )
        public, private = folder / f"{name}.pub", folder / f"{name}.key"
        public.write_bytes(subprocess.run([*own, "--export"], check=True, capture_output=True).stdout)
        private.write_bytes(subprocess.run([*own, "--export-secret-keys"], check=True, capture_output=True).stdout)
        subprocess.run(["gpgconf", "--homedir", home, "--kill", "all"], check=True)
        yield Keys(str(public), private)

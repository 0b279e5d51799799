"""Encrypting to somebody whose private key does not lie on this machine, and the way back: age, or GnuPG.

Everything passes through a pipe: nothing in the clear is written to a disk, no part is held in memory.
"""

import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import IO

from operation.backup.places import chunks
from operation.failures import Stopped
from operation.programs import pipe, started

AGE, GPG = "age", "gpg"
NO_RECIPIENT = "BACKUP_RECIPIENT n’est pas réglé\u00a0: une sauvegarde n’est jamais écrite en clair."
MAKE_KEY = "age-keygen -o cle-des-sauvegardes.txt (ailleurs que sur cette machine), puis BACKUP_RECIPIENT=age1…"
PRIVATE = "BACKUP_RECIPIENT est une clé privée\u00a0: elle ne doit jamais être sur cette machine."
BROKEN = "roken pipe"  # what a program says whose reader has gone
Producer = Callable[[IO[bytes]], None]


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom the parts are encrypted to; `kind` is the ending of their names."""

    kind: str
    words: tuple[str, ...]

    def command(self) -> list[str]:
        if self.kind == AGE:
            return [AGE, "--encrypt", *self.words]
        always = ["--batch", "--no-tty", "--quiet", "--trust-model", "always", "--compress-algo", "none"]
        return [GPG, *always, *self.words, "--output", "-", "--encrypt"]


def recipient_of(given: str) -> Recipient:
    """`age1…` (several by commas), a file of such keys, a file with a GnuPG public key, or its fingerprint.

    Raises Stopped; also for a private key, which has no place here.
    """
    if not given:
        raise Stopped("no_recipient", NO_RECIPIENT, MAKE_KEY)
    if "AGE-SECRET-KEY-" in given.upper():
        raise Stopped("private_key", PRIVATE, MAKE_KEY)
    if given.startswith("/"):
        return _in_file(Path(given))
    keys = [key.strip() for key in given.split(",")]
    if all(key.startswith("age1") for key in keys):
        return Recipient(AGE, tuple(word for key in keys for word in ("--recipient", key)))
    if all(set(key) <= set("0123456789abcdefABCDEF") and len(key) == 40 for key in keys):
        return Recipient(GPG, tuple(word for key in keys for word in ("--recipient", key)))
    why = "BACKUP_RECIPIENT n’est ni une clé age1…, ni une empreinte GnuPG de 40 signes, ni le chemin d’un fichier."
    raise Stopped("unknown_recipient", why, MAKE_KEY)


def _in_file(file: Path) -> Recipient:
    try:
        content = file.read_bytes()
    except OSError as error:
        why = f"Le fichier de la clé publique {file} n’est pas lisible."
        raise Stopped("unknown_recipient", why, f"ls -l {file}") from error
    if b"PRIVATE KEY" in content or b"AGE-SECRET-KEY-" in content or _is_secret_packet(content[:1]):
        raise Stopped("private_key", PRIVATE, f"rm {file}")
    if content.lstrip().startswith((b"age1", b"ssh-", b"#")):
        return Recipient(AGE, ("--recipients-file", str(file)))
    return Recipient(GPG, ("--recipient-file", str(file)))


def _is_secret_packet(first: bytes) -> bool:
    """Of an OpenPGP key without armour the first byte says what follows: 5 is a secret key, 7 one of its parts."""
    tag = first[0] if first else 0
    return bool(tag & 0x80) and (tag & 0x3F if tag & 0x40 else tag >> 2 & 0xF) in (5, 7)


@contextmanager
def encrypted(produce: Producer, to: Recipient) -> Iterator[IO[bytes]]:
    """What `produce` writes, encrypted, to be read to its end. Raises what `produce` raised, or Stopped."""
    with piped(to.command(), produce, _not_encrypted) as output:
        yield output


@contextmanager
def piped(command: Sequence[str], produce: Producer, failed: Callable[[str], Exception]) -> Iterator[IO[bytes]]:
    """A program between who writes and who reads. Whoever stops first stops the other; all errors are told at the
    end: that of the writer, else of the program, else of the reader. What the program said goes to `failed` alone."""
    raised: list[BaseException] = []
    with tempfile.TemporaryFile() as said:
        process = started(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=said)
        output = pipe(process.stdout)
        feeder = Thread(target=_feed, args=(produce, pipe(process.stdin), raised), daemon=True)
        feeder.start()
        reading: Exception | None = None
        try:
            yield output
        except Exception as error:  # noqa: BLE001  what it read may be wrong because the program failed
            reading = error
        except BaseException:
            process.kill()
            raise
        finally:
            output.close()
            feeder.join()
            code = process.wait()
        said.seek(0)
        words = said.read(4000).decode(errors="replace")
        _raise_first(raised, failed(words) if code > 0 and not (reading and BROKEN in words) else None, reading, code)


def _raise_first(raised: list[BaseException], own: Exception | None, reading: Exception | None, code: int) -> None:
    """Whoever was left by the next one did not fail."""
    for error in raised:
        if not isinstance(error, BrokenPipeError):
            raise error
    if own:
        raise own from reading
    if reading:
        raise reading
    if code:
        raise Stopped("killed", "Un programme de chiffrement a été tué.", "relancer la même commande")


def _feed(produce: Producer, target: IO[bytes], raised: list[BaseException]) -> None:
    try:
        produce(target)
    except BaseException as error:  # noqa: BLE001  told by whoever reads
        raised.append(error)
    finally:
        with suppress(BrokenPipeError):
            target.close()


def _not_encrypted(said: str) -> Stopped:
    lines = [line for line in said.splitlines() if line]
    why = f"Le chiffrement a échoué ({lines[0][:200] if lines else 'sans un mot'})."
    return Stopped("not_encrypted", why, MAKE_KEY)


@dataclass(frozen=True, slots=True)
class Identity:
    """The private key, for the time of a restoration."""

    kind: str
    words: tuple[str, ...]

    @contextmanager
    def decrypted(self, source: IO[bytes]) -> Iterator[IO[bytes]]:
        """To be read to its end. Raises Stopped for another key, and for what was cut or altered."""

        def copy(target: IO[bytes]) -> None:
            for chunk in chunks(source):
                target.write(chunk)

        with piped([self.kind, *self.words], copy, _not_decrypted) as output:
            yield output


def _not_decrypted(said: str) -> Stopped:
    if "no identity matched" in said or "No secret key" in said or "no secret key" in said:
        why = "Cette clé n’ouvre pas cette sauvegarde\u00a0: elle a été chiffrée pour une autre."
        return Stopped("wrong_key", why, "manage.py restore LIEU --identity AUTRE-CLÉ")
    if "unknown identity type" in said or "no secret keys found" in said or "failed to read" in said:
        why = "Le fichier donné par --identity n’est pas une clé privée."
        return Stopped("no_key", why, "manage.py restore LIEU --identity AUTRE-FICHIER")
    lines = [line for line in said.splitlines() if line]
    why = f"Le déchiffrement a échoué ({lines[0][:200] if lines else 'sans un mot'})."
    return Stopped("not_decrypted", why, "manage.py restore LIEU --identity CLÉ --backup UNE-AUTRE")


@contextmanager
def identity_in(file: Path, kind: str) -> Iterator[Identity]:
    """A GnuPG key is taken into a keyring of its own, which goes with the block. Raises Stopped."""
    try:
        file.open("rb").close()
    except OSError as error:
        found = "pas lisible par ce compte" if isinstance(error, PermissionError) else "pas là"
        why = f"Le fichier de la clé {file} n’est {found}."
        raise Stopped("no_key", why, f"ls -l {file}") from error
    if kind == AGE:
        yield Identity(AGE, ("--decrypt", "--identity", str(file)))
        return
    with tempfile.TemporaryDirectory(prefix="c77-") as home:
        own = ("--homedir", home, "--batch", "--no-tty", "--quiet")
        if started([GPG, *own, "--import", str(file)]).wait():
            why = f"Le fichier {file} ne contient pas de clé privée GnuPG."
            raise Stopped("no_key", why, f"gpg --export-secret-keys --armor EMPREINTE > {file}")
        try:
            yield Identity(GPG, (*own, "--pinentry-mode", "loopback", "--decrypt"))
        finally:
            started(["gpgconf", "--homedir", home, "--kill", "all"]).wait()

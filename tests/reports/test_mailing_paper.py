"""Letters in numbers on one paper: each with the numbers of its own pages, each kept by its letter too."""

import io
import re

import pikepdf

from files.services import read_verified
from incidents.models import Letter, Mailing
from incidents.services.mailings import make_mailing
from journal.enums import JobState
from reports.models import Report
from reports.services.papers import request_mailing
from tests.incidents.test_mailings import BODY, lease
from tests.people import Cast, acting
from tests.reports.conftest import Work, content_of, seen_by, text_of
from tests.rules.incidents import mailing_words


def make(cast: Cast, leases: int, body: str = BODY) -> Mailing:
    chosen = [lease(cast, number, f"{number} rue d’Essai\n77100 Meaux") for number in range(1, leases + 1)]
    with acting(cast.sarah) as sarah:
        words, key = mailing_words(sarah, body=body), chosen[0].pk
        return make_mailing(by=sarah, kind="reminder", situations=chosen, words=words, key=key)


def ask(cast: Cast, mailing: Mailing) -> Report:
    with acting(cast.sarah) as sarah:
        return request_mailing(by=sarah, mailing=mailing)


def letters_of(cast: Cast) -> list[Letter]:
    with acting(cast.sarah):
        return list(Letter.objects.for_display())


def test_one_paper_of_all_and_each_letter_keeps_its_own(cast: Cast, work: Work) -> None:
    long = "Bonjour.\n\n{faits}\n\n" + "\n\n".join(["Un paragraphe d’essai, assez long pour que la page suive."] * 40)
    report = ask(cast, make(cast, 3, long))
    assert work(report).state == JobState.READY
    ready, whole = seen_by(cast.sarah, report), content_of(cast.sarah, report)
    with pikepdf.open(io.BytesIO(whole)) as pdf:
        assert len(pdf.pages) == ready.pages == 6
        assert pdf.Root.MarkInfo.Marked
        assert pdf.open_metadata()["pdfuaid:part"] == "1"
    text = text_of(whole)
    assert re.findall(r"\b[12]/[12]\b", text) == ["1/2", "2/2"] * 3
    for number in (1, 2, 3):
        assert text.count(f"{number} rue d’Essai") == 1
    kept = letters_of(cast)
    assert all(letter.is_printed for letter in kept)
    for letter in kept:
        assert letter.file is not None
        own = text_of(read_verified(letter.file))
        assert [number for number in (1, 2, 3) if f"{number} rue d’Essai" in own] == [
            int(letter.addressed_to.splitlines()[1].split()[0])
        ]


def test_a_run_without_a_letter_says_so(cast: Cast, work: Work) -> None:
    empty = lease(cast, 9)
    with acting(cast.sarah) as sarah:
        words = mailing_words(sarah, body=BODY)
        made = make_mailing(by=sarah, kind="reminder", situations=[empty], words=words, key=empty.pk)
    job = work(ask(cast, made))
    assert (job.state, job.error) == (JobState.FAILED, "Il n’y a aucune lettre à imprimer.")

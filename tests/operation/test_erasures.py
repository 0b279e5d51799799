"""Which verbs take something away, and that each is done again after a restoration, or says why not."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

from journal.verbs import Verb
from operation.backup.keeping import Rule, kept
from operation.erasing_again import by_hand, done_again, not_again, undoing
from operation.erasures import Erasure, append, kept_erasures, last_position
from operation.restore.erasing import _last_words

# The participles of the codes. One that is in neither list is a new one: does it take something away?
TAKES_AWAY = """
abandonne abandonnee adresse_abandonnee annule annulee close contacts_modifies corrige corrigee declinee ecarte
echue efface effacee ferme fermee floutee mis_en_quarantaine mois_supprime parti refusee remise rendu rendue
reservee retabli retire retiree retires reunie supprime suspendue termine terminee adresse_changee readressee
conservation_decidee
""".split()  # noqa: SIM905  words of the codes
LEAVES = """
a_revoir acceptee accusee acte_telecharge adresse_demandee agent_vise agreee ajoute annoncee applique approuve
attribuee avertie bail_note cherchee commence commente completee confirme confirmee consulte cotee cree creee
demande depose donne engagee entre envoye envoyee etabli exception_notee exporte exportee fait faite fige garde
gardee heures_de_courriel_choisies importee inscrit inscrite invitation_acceptee invite jointe juge_saisi justifiee
laisse_isole legendee lu lue
mis_en_pdf mise_en_pdf modifie modifiee notee ouverte piece_lue preparee prepares presences_notees prise
prise_en_charge prolongee proposee propres_lus publiee publies rappelee rattache reclamant_informe
reglages_changes relancee relu renomme renvoye repondue reportee repris reste resultat retablie revenue rouvert rouverte
soumis substituee suivie telecharge transmis utilise
""".split()  # noqa: SIM905  words of the codes
# They leave what there was, or the reason stands here.
NOTHING_GOES = {
    Verb.PAGE_REFUSED: "a try",
    Verb.ACCOUNT_CORRECTED: "",
    Verb.COMPETENCE_CORRECTED: "a commune and its institution",
    Verb.THEME_RESTORED: "back in the list",
    Verb.INJUNCTION_REFUSED: "an answer; it stays",
    Verb.REFERRAL_REFUSED: "",
}


def participle(verb: Verb) -> str:
    return verb.value.partition(".")[2]


def test_each_participle_is_known() -> None:
    assert {participle(verb) for verb in Verb} == {*TAKES_AWAY, *LEAVES}
    assert not {*TAKES_AWAY} & {*LEAVES}


def test_each_verb_that_takes_away_is_done_again_or_says_why_not() -> None:
    said = {*done_again(), *undoing(), *by_hand(), *not_again()}
    taking = {verb for verb in Verb if participle(verb) in TAKES_AWAY}
    assert taking - said == {verb for verb, why in NOTHING_GOES.items() if why}
    said_once = [*done_again(), *by_hand(), *not_again()]
    assert len(said_once) == len(set(said_once))
    assert all(reason for reason in (*by_hand().values(), *not_again().values()))
    assert set(undoing().values()) <= set(done_again())


def test_a_rule_that_was_made_narrower_is_named_to_a_person() -> None:
    """Nothing goes by these, but what stood before may have given more."""
    narrowing = (Verb.POST_CHANGED, Verb.SIGNATORY_CHANGED, Verb.CONVENTION_SETTINGS_CHANGED, Verb.SUBJECT_RULE_CHANGED)
    assert set(narrowing) <= by_hand().keys()


def test_the_register_goes_on_from_its_last_line(tmp_path: Path) -> None:
    at = datetime(2026, 3, 10, 12, tzinfo=UTC)
    assert last_position(tmp_path) is None
    first = Erasure(at, 12, Verb.FILE_ERASED, uuid4())
    append(tmp_path, [first, Erasure(at, 40, "position", None)])
    with (tmp_path / "erasures" / "2026.txt").open("a") as file:
        file.write("2026-03-10T13:00:00+00:00 41 fichier.eff\n")  # as a full disk leaves it
    append(tmp_path, [Erasure(at, 20, "position", None)])
    assert last_position(tmp_path) == 20
    assert next(kept_erasures(tmp_path / "erasures")) == first


def test_of_an_account_that_was_opened_again_the_last_word_counts() -> None:
    at, closed, opened = datetime(2026, 3, 10, 12, tzinfo=UTC), uuid4(), uuid4()
    erasures = [
        Erasure(at, 1, Verb.ACCOUNT_CLOSED, closed),
        Erasure(at, 2, Verb.ACCOUNT_CLOSED, opened),
        Erasure(at, 3, Verb.ACCOUNT_REOPENED, opened),
        Erasure(at, 4, Verb.FILE_ERASED, None),
    ]
    assert _last_words(erasures) == {Verb.ACCOUNT_CLOSED: [closed]}


def nights(count: int) -> list[datetime]:
    first = datetime(2026, 1, 1, 2, 15, tzinfo=UTC)
    return [first + timedelta(days=day) for day in range(count)]


def test_days_weeks_and_months_are_kept() -> None:
    """31 March 2026 is a Tuesday; the newest of each of two weeks and three months beside three days."""
    stay = kept(nights(90), Rule(daily=3, weekly=2, monthly=3))
    assert sorted(f"{each:%m-%d}" for each in stay) == ["01-31", "02-28", "03-29", "03-30", "03-31"]


def test_the_newest_is_never_let_go() -> None:
    assert kept(nights(3), Rule(0, 0, 0)) == {nights(3)[-1]}
    assert kept([], Rule(7, 4, 6)) == set()


def test_days_without_a_backup_count_for_nothing() -> None:
    slept = [*nights(2), nights(90)[-1]]
    assert kept(slept, Rule(daily=3, weekly=0, monthly=0)) == set(slept)


def test_of_several_in_a_day_the_newest_is_kept() -> None:
    day = nights(1)[0]
    assert kept([day, day + timedelta(hours=3)], Rule(7, 4, 6)) == {day + timedelta(hours=3)}

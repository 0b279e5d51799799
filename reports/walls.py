"""The walls of the papers and figures: the requester reads, the machine writes.

A report is read under the designation it was asked under: rights of one function must not combine with another's.
"""

from acting.enums import Function as Does
from acting.sight_walls import sight_of
from acting.walls import (
    CONVENTION,
    DESIGNATION,
    FUNCTION,
    SIGNATORY,
    USER,
    Function,
    Policy,
    Trigger,
    Wall,
    as_machine,
    one_of,
    only,
)
from correspondents.messages import QUARTER_READY_KIND, YEAR_READY_KIND
from journal.walls import NEW_MESSAGE

OWN = f"user_id = {USER} AND designation_id = {DESIGNATION}"

HERE = f"convention_id = {CONVENTION}"
BY_DELEGATE = f"{FUNCTION} = '{Does.DELEGUE}'"
OF_A_PUBLICATION = "(SELECT true FROM reports_publication p WHERE p.id = publication_id)"
OF_A_PUBLISHED = "(SELECT true FROM reports_publication p WHERE p.id = publication_id AND p.state = 'published')"

# A DPO sees no fact, situation, referral or injunction, but of the own house what somebody has read or done that has a
# reference. `former` is the function that asks.
OF_THE_HOUSE = f"""SELECT i.id, i.reference::text FROM incidents_incident i
    WHERE former = 'dpo' AND i.landlord_id = {SIGNATORY} AND {{wanted}}
    UNION ALL SELECT i.id, i.reference::text FROM incidents_situation i
    WHERE former = 'dpo' AND i.landlord_id = {SIGNATORY} AND {{wanted}}
    UNION ALL SELECT i.id, i.reference::text FROM referrals_referral i
    WHERE former = 'dpo' AND {SIGNATORY} IN (i.sender_id, CASE WHEN i.sent_at IS NOT NULL THEN i.recipient_id END)
    AND {{wanted}}
    UNION ALL SELECT i.id, i.reference::text FROM referrals_injunction i
    WHERE former = 'dpo' AND ({SIGNATORY} = i.landlord_id
        OR {SIGNATORY} = (SELECT p.signatory_id FROM correspondents_post p WHERE p.id = i.issuer_post_id))
    AND {{wanted}}"""

# What belongs to a situation is told by the reference of that one; of what is gone nothing is left to say it by.
IN_A_SITUATION = " ".join(
    f"""UNION ALL SELECT i.id, s.reference::text FROM {table} i JOIN incidents_situation s ON s.id = i.situation_id
    WHERE former = 'dpo' AND s.landlord_id = {SIGNATORY} AND i.id = ANY(objects)"""
    for table in ("incidents_step", "incidents_addressee", "incidents_letter", "incidents_legalaction")
)
OF_PERSONS = f"""UNION ALL SELECT i.id, s.reference::text FROM incidents_person i
    JOIN incidents_legalaction a ON a.id = i.action_id JOIN incidents_situation s ON s.id = a.situation_id
    WHERE former = 'dpo' AND s.landlord_id = {SIGNATORY} AND i.id = ANY(objects)"""

# Published, withdrawn, and taken up again as the next edition: nothing else happens to a month.
KEEP_PUBLICATION = """RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF (OLD.state, NEW.state) IN (('prepared', 'published'), ('published', 'withdrawn'))
        AND NEW.edition = OLD.edition AND NEW.published_at IS NOT NULL
        OR (OLD.state, NEW.state) = ('withdrawn', 'prepared') AND NEW.edition = OLD.edition + 1 THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a publication goes from % to % as edition %', OLD.state, NEW.state, NEW.edition
        USING ERRCODE = 'insufficient_privilege';
END $$"""

# The bilans are written, reviewed and frozen by the delegates of their convention.
OF_THE_DELEGATES = f"{BY_DELEGATE} AND {HERE}"
OF_A_REVIEW = "(SELECT true FROM reports_yearlyreview r WHERE r.id = review_id)"
OF_A_REVIEW_IN_WRITING = "(SELECT true FROM reports_yearlyreview r WHERE r.id = review_id AND r.state = 'draft')"
# Retouched by another delegate, a text would have a second author, whom only the last signature would tell.
NOT_ANOTHER_S = (
    "(text = '' OR (SELECT d.user_id = app_user() OR d.ended_at IS NOT NULL OR d.ends_on < app_today()"
    " FROM correspondents_designation d WHERE d.id = author_id))"
)
SIGNED_NOW = f"author_id = {DESIGNATION} AND app_is_now(written_at)"
# Who submitted it or signed a chapter does not review it, under whatever designation.
WROTE_IT = as_machine(
    "boolean",
    "SELECT EXISTS (SELECT FROM correspondents_designation d WHERE d.id = reviewer AND d.user_id IN ("
    " SELECT a.user_id FROM correspondents_designation a WHERE a.id = submitter"
    " UNION ALL SELECT a.user_id FROM reports_commentary c JOIN correspondents_designation a ON a.id = c.author_id"
    " WHERE c.review_id = review AND c.text <> ''))",
)
BY_SOMEBODY_ELSE = "(reviewed_by_id IS NULL OR NOT reports_wrote_it(id, submitted_by_id, reviewed_by_id))"
ITS_PAPER = f"(file_id IS NULL OR incidents_is_own_file(file_id, {SIGNATORY}, 'rapport'))"
# What is said of one frozen bilan to whoever holds its number and its bytes, and to nobody else.
VERIFIED = as_machine(
    "TABLE(frozen_at timestamptz, pages integer)",
    "SELECT r.frozen_at, r.pages::integer FROM reports_yearlyreview r JOIN files_storedfile f ON f.id = r.file_id"
    " WHERE r.reference = number AND f.sha256 = digest AND r.frozen_at IS NOT NULL",
)
ERASED_WITH_ITS_REVIEW = (
    f"{SIGNATORY} = owner_id AND {BY_DELEGATE}"
    " AND (SELECT true FROM reports_yearlyreview r WHERE r.file_id = files_storedfile.id AND r.frozen_at IS NULL)"
)

# Whether a job's paper is still to be made: for whoever tries again what failed, and need not see what it is about.
AWAITS = as_machine(
    "boolean",
    "SELECT EXISTS (SELECT FROM reports_report r WHERE r.job_id = job AND r.file_id IS NULL"
    f" AND r.purge_on > app_today() AND former = '{Does.ADMINISTRATEUR}')",
)

FUNCTIONS = (
    Function("reports_awaits(job uuid)", AWAITS),
    Function("reports_wrote_it(review uuid, submitter uuid, reviewer uuid)", WROTE_IT),
    Function("reports_verified(number text, digest text)", VERIFIED),
    sight_of("reports_report"),
    Function("reports_keep_publication()", KEEP_PUBLICATION),
    Function(
        "reports_references(objects uuid[])",
        as_machine(
            "TABLE(object uuid, reference text)",
            f"{OF_THE_HOUSE.format(wanted='i.id = ANY(objects)')} {IN_A_SITUATION} {OF_PERSONS}",
        ),
    ),
    Function(
        "reports_referred_to(typed text)",
        as_machine("TABLE(object uuid, reference text)", OF_THE_HOUSE.format(wanted="i.reference = typed")),
    ),
)

# Who submits and who reviews do so in their own name and now.
TRIGGERS = (
    Trigger(
        "reports_keep_publication",
        "BEFORE UPDATE",
        "reports_publication",
        "FOR EACH ROW EXECUTE FUNCTION reports_keep_publication()",
    ),
    *(
        only(
            "reports_yearlyreview",
            f"reports_{act}_by_itself",
            f"NEW.{act}_by_id IS NOT NULL"
            f" AND (NEW.{act}_by_id, NEW.{act}_at) IS DISTINCT FROM (OLD.{act}_by_id, OLD.{act}_at)"
            f" AND (NEW.{act}_by_id IS DISTINCT FROM app_designation() OR NOT app_is_now(NEW.{act}_at))",
            "id",
        )
        for act in ("submitted", "reviewed")
    ),
)

WALLS = (
    Wall(
        "reports_report",
        (Policy("asked_for", "SELECT", OWN), Policy("asks", "INSERT", OWN)),
        app="SELECT, INSERT",
    ),
    # The worker keeps its paper; a demonstration is brought up to date in its role.
    Wall(
        "reports_yearlyreview",
        (
            Policy("seen", "SELECT", OF_THE_DELEGATES),
            Policy(
                "begun",
                "INSERT",
                f"{OF_THE_DELEGATES} AND state = 'draft' AND begun_by_id = {DESIGNATION} AND app_is_now(begun_at)",
            ),
            Policy(
                "moved",
                "UPDATE",
                f"frozen_at IS NULL AND {OF_THE_DELEGATES}",
                f"(frozen_at IS NULL OR app_is_now(frozen_at)) AND {BY_SOMEBODY_ELSE} AND {ITS_PAPER}",
            ),
        ),
        app="SELECT, INSERT, UPDATE (state, submitted_by_id, submitted_at, reviewed_by_id, reviewed_at, frozen_at,"
        " file_id, pages)",
        worker="SELECT, INSERT, UPDATE (state, submitted_by_id, submitted_at, reviewed_by_id, reviewed_at, frozen_at,"
        " file_id, pages)",
    ),
    Wall(
        "reports_commentary",
        (
            Policy("seen", "SELECT", OF_A_REVIEW),
            Policy("written", "INSERT", f"{OF_A_REVIEW_IN_WRITING} AND {SIGNED_NOW}"),
            Policy("rewritten", "UPDATE", f"{OF_A_REVIEW_IN_WRITING} AND {NOT_ANOTHER_S}", SIGNED_NOW),
        ),
        app="SELECT, INSERT, UPDATE (text, author_id, written_at)",
        worker="SELECT, INSERT, UPDATE (text, author_id, written_at)",
    ),
    Wall(
        "reports_publication",
        (
            Policy("seen", "SELECT", f"{HERE} AND ({BY_DELEGATE} OR published_at IS NOT NULL)"),
            Policy("published_or_withdrawn", "UPDATE", f"{HERE} AND {BY_DELEGATE}"),
        ),
        app="SELECT, UPDATE (state, edition, published_at)",
        worker="SELECT, INSERT",
    ),
    Wall(
        "reports_publicationturn",
        (
            Policy("seen", "SELECT", f"{BY_DELEGATE} AND {OF_A_PUBLICATION}"),
            Policy(
                "turned",
                "INSERT",
                f"{BY_DELEGATE} AND {OF_A_PUBLICATION} AND user_id = {USER} AND function = {FUNCTION}",
            ),
        ),
        app="SELECT, INSERT",
        worker="SELECT, INSERT",
    ),
    # Written once: nobody changes a cell, nor takes one away.
    Wall(
        "reports_publishedcell",
        (Policy("seen", "SELECT", f"{BY_DELEGATE} AND {OF_A_PUBLICATION} OR {OF_A_PUBLISHED}"),),
        app="SELECT",
        worker="SELECT, INSERT",
    ),
    # True counts by landlord: for the machine alone, and gone as soon as they are told.
    Wall("reports_heldcount", (), app="", worker="SELECT, INSERT, DELETE"),
)

# That a quarter or a year is published, a delegate tells the others; that a month waits, the machine.
TO_A_DELEGATE = (
    "(SELECT true FROM correspondents_designation d JOIN correspondents_post p ON p.id = d.post_id"
    " JOIN signatories_signatory s ON s.id = p.signatory_id"
    f" WHERE d.user_id = recipient_id AND p.function = '{Does.DELEGUE}' AND s.convention_id = {CONVENTION} LIMIT 1)"
)
OF_A_PUBLISHED_MONTH = "(SELECT true FROM reports_publication p WHERE p.id = object_id AND p.state = 'published')"

OPENED = (
    (
        "journal_message",
        Policy(
            "written_of_figures",
            "INSERT",
            f"{NEW_MESSAGE} AND {BY_DELEGATE} AND {one_of('kind', (QUARTER_READY_KIND, YEAR_READY_KIND))}"
            f" AND {TO_A_DELEGATE} AND {OF_A_PUBLISHED_MONTH}",
        ),
    ),
    (
        "files_storedfile",
        Policy(
            "of_a_paper",
            "SELECT",
            "(SELECT true FROM reports_report r WHERE r.file_id = files_storedfile.id)",
        ),
    ),
    (
        "files_storedfile",
        Policy(
            "of_a_review",
            "SELECT",
            "(SELECT true FROM reports_yearlyreview r WHERE r.file_id = files_storedfile.id)",
        ),
    ),
    ("files_storedfile", Policy("erased_with_its_review", "UPDATE", ERASED_WITH_ITS_REVIEW, "app_is_now(erased_at)")),
)

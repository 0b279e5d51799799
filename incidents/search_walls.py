"""The words of facts, situations and complaints: who reads them, and the triggers that keep them.

They are written with the owner's rights in the transaction of what changes them; nobody else writes one.
"""

from acting.walls import FUNCTION, OWNER, SIGNATORY, Function, Policy, Trigger, Wall, case_of
from incidents.enums import Complainant, KnownOutcome, PlaceType, SituationKind
from incidents.models.fact import BY_CONTENT
from incidents.models.search_word import SearchedKind


def _labels(column: str, choices: "list[tuple[str, str]]") -> str:
    said = " ".join(f"WHEN '{code}' THEN '{label.replace(chr(39), chr(39) * 2)}'" for code, label in choices if code)
    return f"CASE {column} {said} END"


WHERE = "JOIN territory_residence r ON r.id = {of}.residence_id JOIN territory_commune c ON c.code = r.commune_id"
BARE = "regexp_replace({}, '[^A-Za-z0-9]', '', 'g')"
# Of each kind: owner, day, key, the text that it is found by, and from where.
INDEXED = {
    SearchedKind.FACT: (
        "i.landlord_id, i.started_at, i.id",
        f"i.reference, CASE WHEN i.own_reference NOT LIKE '{BY_CONTENT}%' THEN"
        " i.own_reference END, i.facts, i.building, k.label, k.family_label, r.name, c.name,"
        f" {_labels('i.place', PlaceType.choices)}",
        f"incidents_incident i {WHERE.format(of='i')} JOIN incidents_category k ON k.code = i.category_id",
        "i.id",
    ),
    SearchedKind.SITUATION: (
        "s.landlord_id, s.opened_at, s.id",
        f"s.reference, s.building, s.lease, {BARE.format('s.lease')}, r.name, c.name,"
        f" {_labels('s.kind', SituationKind.choices)}, {_labels('s.place', PlaceType.choices)}",
        f"incidents_situation s {WHERE.format(of='s')}",
        "s.id",
    ),
    SearchedKind.COMPLAINT: (
        "p.landlord_id, p.filed_on::timestamp AT TIME ZONE 'Europe/Paris', p.id",
        f"'plainte', i.reference, p.service, p.pv_number, {BARE.format('p.pv_number')},"
        f" p.prosecution_number, {BARE.format('p.prosecution_number')}, k.label, r.name, c.name,"
        f" {_labels('p.complainant', Complainant.choices)}, {_labels('p.outcome', KnownOutcome.choices)}",
        f"incidents_complaint p JOIN incidents_incident i ON i.id = p.incident_id {WHERE.format(of='i')}"
        " JOIN incidents_category k ON k.code = i.category_id",
        "p.id",
    ),
}
FRESH = " UNION ALL ".join(
    f"SELECT owner, '{kind}', unnest(app_stems(text)), day, key FROM (SELECT {owner}, concat_ws(' ', {text})"
    f" FROM {source} WHERE wanted = '{kind}' AND {key} = ANY (things)) AS said(owner, day, key, text)"
    for kind, (owner, text, source, key) in INDEXED.items()
)
# With the owner's rights and as the machine: who files a fact reads no word of it.
INDEX = f"""RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    former text := coalesce(current_setting('app.function', true), '');
BEGIN
    PERFORM set_config('app.function', 'machine', true);
    DELETE FROM incidents_caseword WHERE object_id = ANY (things);
    INSERT INTO incidents_caseword (landlord_id, kind, word, at, object_id) {FRESH};
    PERFORM set_config('app.function', former, true);
END $$"""
ADDED = """RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM incidents_index_words(TG_ARGV[0], ARRAY(SELECT id FROM added));
    RETURN NULL;
END $$"""
GONE = """RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM incidents_index_words('', ARRAY(SELECT id FROM gone));
    RETURN NULL;
END $$"""
CHANGED = """RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM incidents_index_words(TG_ARGV[0], ARRAY[NEW.id]);
    RETURN NULL;
END $$"""
RENAMED = """RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    former text := coalesce(current_setting('app.function', true), '');
BEGIN
    PERFORM set_config('app.function', 'machine', true);
    PERFORM incidents_index_words('fact', ARRAY(SELECT id FROM incidents_incident WHERE residence_id = NEW.id));
    PERFORM incidents_index_words('situation', ARRAY(SELECT id FROM incidents_situation WHERE residence_id = NEW.id));
    PERFORM incidents_index_words('complaint', ARRAY(SELECT p.id FROM incidents_complaint p
        JOIN incidents_incident i ON i.id = p.incident_id WHERE i.residence_id = NEW.id));
    PERFORM set_config('app.function', former, true);
    RETURN NULL;
END $$"""

FUNCTIONS = (
    Function("incidents_index_words(wanted text, things uuid[])", INDEX),
    Function("incidents_words_added()", ADDED),
    Function("incidents_words_gone()", GONE),
    Function("incidents_words_changed()", CHANGED),
    Function("incidents_words_renamed()", RENAMED),
)

SAID = {
    SearchedKind.FACT: ("incidents_incident", "facts, building, place, category_id, residence_id, started_at"),
    SearchedKind.SITUATION: ("incidents_situation", "building, place, lease, residence_id"),
    SearchedKind.COMPLAINT: (
        "incidents_complaint",
        "service, pv_number, prosecution_number, complainant, outcome, filed_on",
    ),
}


def _differs(columns: str) -> str:
    former, new = (", ".join(f"{row}.{each}" for each in columns.split(", ")) for row in ("OLD", "NEW"))
    return f"({former}) IS DISTINCT FROM ({new})"


TRIGGERS = (
    *(
        trigger
        for kind, (table, columns) in SAID.items()
        for trigger in (
            Trigger(
                f"{table}_words_added",
                "AFTER INSERT",
                table,
                f"REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION incidents_words_added('{kind}')",
            ),
            Trigger(
                f"{table}_words_changed",
                "AFTER UPDATE",
                table,
                f"FOR EACH ROW WHEN ({_differs(columns)}) EXECUTE FUNCTION incidents_words_changed('{kind}')",
            ),
            Trigger(
                f"{table}_words_gone",
                "AFTER DELETE",
                table,
                "REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION incidents_words_gone()",
            ),
        )
    ),
    Trigger(
        "incidents_residence_words",
        "AFTER UPDATE",
        "territory_residence",
        f"FOR EACH ROW WHEN ({_differs('name, commune_id')}) EXECUTE FUNCTION incidents_words_renamed()",
    ),
)

# As the things themselves: a référent's are all of the house's, others are asked for each of theirs.
OF_A_FACT_SEEN = "(SELECT true FROM incidents_incident i WHERE i.id = object_id)"
WALLS = (
    Wall(
        "incidents_caseword",
        (
            Policy(
                "read",
                "SELECT",
                f"landlord_id = {SIGNATORY} AND "
                + case_of(
                    FUNCTION,
                    {
                        ("referent",): "true",
                        ("contentieux",): f"(kind <> 'fact' OR {OF_A_FACT_SEEN})",
                        ("gardien",): f"kind = 'fact' AND {OF_A_FACT_SEEN}",
                    },
                ),
            ),
            Policy("kept", "ALL", "true", role=OWNER),
        ),
        app="SELECT",
        worker="SELECT",
    ),
)

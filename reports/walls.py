"""The walls of the papers and figures: the requester reads, the machine writes.

A report is read under the designation it was asked under: rights of one function must not combine with another's.
"""

from acting.walls import DESIGNATION, USER, Policy, Rights, Wall

OWN = f"user_id = {USER} AND designation_id = {DESIGNATION}"

WALLS = (
    Wall(
        "reports_report",
        (Policy("asked_for", "SELECT", OWN), Policy("asks", "INSERT", OWN)),
        app="SELECT, INSERT",
    ),
)

OPENED = (
    (
        "files_storedfile",
        Policy(
            "of_a_paper",
            "SELECT",
            "(SELECT true FROM reports_report r WHERE r.file_id = files_storedfile.id)",
        ),
    ),
)

RIGHTS = (Rights("reports_publishedcell", "protected figures, published for the whole convention", app="SELECT"),)

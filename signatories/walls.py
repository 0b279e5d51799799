"""What the record of a convention opens: it shows the same to everybody who works with it, and partly to the public."""

from acting.walls import Policy, Rights

OPENED = (
    (
        "files_storedfile",
        Policy(
            "of_a_document",
            "SELECT",
            "(SELECT true FROM signatories_document d WHERE d.file_id = files_storedfile.id LIMIT 1)"
            " OR (SELECT true FROM signatories_meeting m WHERE m.minutes_file_id = files_storedfile.id LIMIT 1)",
        ),
    ),
)

RIGHTS = (
    Rights("signatories_convention", "parties, dates and text are public"),
    Rights("signatories_signatory", "the parties are public"),
    Rights("signatories_article", "what the convention says, for all who work with it"),
    Rights("signatories_document", "the signed text is public, the annexes are for all who work with it"),
    Rights("signatories_settingchange", "how the settings came about, for all who work with it"),
    Rights("signatories_processing", "what people are told of the use of their data, public"),
    Rights("signatories_theme", "the objets de travail, for all who work with it"),
    Rights("signatories_themecontact", "services to call, for all who work with it"),
    Rights("signatories_meeting", "the meetings of the convention: no case is discussed in them by name"),
    Rights("signatories_attendance", "attendance by function"),
    Rights("signatories_decision", "decisions and who owes them"),
)

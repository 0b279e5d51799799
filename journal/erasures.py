"""What a restored backup gives back of this room, and how it goes again."""

from journal.verbs import Verb

BY_HAND = {Verb.JOURNAL_MONTH_DROPPED: "manage.py drop_journal_segment AAAA-MM"}

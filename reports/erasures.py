"""What a restored backup gives back of this room, and how it goes again."""

from journal.verbs import Verb

BY_HAND = {Verb.FIGURES_WITHDRAWN: "ces chiffres d’un mois sont publiés de nouveau : les retirer"}
NOT_AGAIN = {
    Verb.REPORT_CANCELLED: "un papier à faire, refait ou non ; ses octets s’effacent à leur date",
    Verb.REVIEW_REOPENED: "ses octets s’effacent comme fichier",
}

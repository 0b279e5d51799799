"""What a restored backup gives back of this room, and how it goes again."""

from journal.verbs import Verb

BY_HAND = {Verb.ACCESS_RETURNED: "cet accès rendu par une force est à noter de nouveau au registre"}
NOT_AGAIN = {
    Verb.COMPETENCE_RELEASED: "une commune et son institution, personne",
    Verb.COMPETENCE_FILE_SET_ASIDE: "ses octets s’effacent comme fichier",
    Verb.RESIDENCE_CLOSED: "une adresse, personne ; elle se ferme à sa page",
}

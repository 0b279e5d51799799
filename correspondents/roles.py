"""Which roles a post knows."""

from acting.enums import Function
from correspondents.enums import ANSWERING_ROLES, DesignationRole
from correspondents.models import Post
from signatories.enums import FORCES, SignatoryKind

PREPARED_FOR = (*FORCES, SignatoryKind.PROSECUTION)
ANSWERED_BY = (Function.CORRESPONDANT, Function.MAGISTRAT)


def roles_at(post: Post) -> tuple[DesignationRole, ...]:
    """A préparateur prepares answers of the police, the gendarmerie or a parquet, nobody else's."""
    prepares = post.function in ANSWERED_BY and post.signatory.kind in PREPARED_FOR
    return (*ANSWERING_ROLES, DesignationRole.PREPARATEUR) if prepares else ANSWERING_ROLES

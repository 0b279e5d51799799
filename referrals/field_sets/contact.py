"""How to reach whoever sends at work: the post, the person in its words, telephone and address. Never a private one."""

from typing import Any

from referrals.field_sets import Drawn, FieldSetModule


def is_filled(drawn: Drawn) -> bool:
    return drawn.contact is not None


def project(drawn: Drawn) -> dict[str, Any]:
    """The service's telephone and address before the person's own: they stay when the person goes. Raises ValueError
    without a contact: `is_filled` is asked first."""
    contact = drawn.contact
    if contact is None:
        raise ValueError("no contact to project")
    post, person = contact.post, contact.person
    return {
        "post": str(post.named),
        "name": str(person),
        "phone": post.phone or person.phone,
        "email": post.email or person.email,
    }


FIELD_SET = FieldSetModule(
    name="contact",
    label="Votre contact professionnel",
    hint="poste, nom, téléphone et adresse professionnels",
    line="Contact",
    fragment="referrals/field_sets/contact.html",
    rank=7,
    is_filled=is_filled,
    project=project,
)

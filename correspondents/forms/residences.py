"""Which gardien's post looks after a residence."""

from typing import Any, cast

from acting.actor import Actor
from acting.stored import StoredForm
from correspondents.gardiens import gardien_posts
from correspondents.models import Post
from signatories.widgets import Choices
from territory.forms.residences import NamedChoice


class CoverForm(StoredForm):
    """One gardien's post, or none."""

    post = NamedChoice(
        Post.objects.none(),
        named=lambda post: post.named.text,
        label="Quel poste de gardien s’en occupe ?",
        help_text="Il en verra les faits aussitôt ; celui qui s’en occupait n’en verra plus que les siens.",
        widget=Choices(),
        empty_label="Aucun poste",
        blank=True,
        required=False,
        error_messages={"invalid_choice": "Ce poste n’est pas, ou n’est plus, à choisir ici."},
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(NamedChoice, self.fields["post"]).queryset = gardien_posts(actor)

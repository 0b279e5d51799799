"""Who takes over the ground of a post that closes."""

from typing import Any, cast

from django import forms

from acting.actor import Actor
from correspondents.models import Post
from referrals.closing import successors_of


class PostField(forms.ModelChoiceField):  # type: ignore[type-arg]  # Django's own class takes none at run time
    def label_from_instance(self, obj: Post) -> str:
        return str(obj.named)


class ClosingForm(forms.Form):
    taken_over_by = PostField(
        Post.objects.none(),
        label="Qui reprend",
        help_text="Ses communes, ses résidences et ses objets de travail passent à ce poste, aussitôt.",
        required=False,
        empty_label="Personne",
    )

    def __init__(self, actor: Actor, post: Post, data: Any = None) -> None:
        super().__init__(data)
        successors = successors_of(actor, post)
        self.has_successor = successors.exists()
        if self.has_successor:
            cast(PostField, self.fields["taken_over_by"]).queryset = successors.order_by("search_label")
        else:
            del self.fields["taken_over_by"]

    def chosen(self) -> Post | None:
        """Of a valid form."""
        found: Post | None = self.cleaned_data.get("taken_over_by")
        return found

"""Our templates, with the spaces that French does not break; their sources are typed with plain ones."""

from django.template import Origin
from django.template.loaders import filesystem

from acting.french import spaced


class Loader(filesystem.Loader):
    def get_contents(self, origin: Origin) -> str:
        return spaced(super().get_contents(origin))

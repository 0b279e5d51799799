"""Our templates, with the spaces that French does not break: in their sources, which are typed with plain ones, and in
whatever words they are given to show. What was typed is kept as it was typed: nothing that a form sends back is set."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from django.template import Context, Origin, Template
from django.template.base import Node, NodeList, TextNode, VariableNode, render_value_in_context
from django.template.loaders import cached, filesystem

from acting.french import spaced, spaced_lines


class Words(VariableNode):
    """`{{ … }}`: of reference data, of the demonstration, of people. What is HTML already was set on its way there."""

    def render(self, context: Context) -> str:
        found = self.filter_expression.resolve(context)
        is_plain = isinstance(found, str) and not hasattr(found, "__html__")
        return render_value_in_context(spaced_lines(found) if is_plain else found, context)


def every_node(nodes: NodeList) -> Iterator[Node]:
    """In the order of the page; Django's own walk leaves out what stands between a block tag and its end."""
    for node in nodes:
        yield node
        for name in dict.fromkeys((*node.child_nodelists, "nodelist")):
            yield from every_node(getattr(node, name, None) or NodeList())


class Loader(filesystem.Loader):
    def get_contents(self, origin: Origin) -> str:
        return spaced(super().get_contents(origin))


class Compiled(cached.Loader):
    """Each template once, and ours with their words set. Not Django's own: in a field stands what was typed."""

    def get_template(self, template_name: str, skip: Any = None) -> Template:
        is_new = self.cache_key(template_name, skip) not in self.get_template_cache
        template = super().get_template(template_name, skip)
        if is_new and isinstance(template.origin.loader, Loader):
            for before, node in pairwise((None, *every_node(template.nodelist))):
                is_sent_back = isinstance(before, TextNode) and before.s.endswith('value="')
                if isinstance(node, VariableNode) and not is_sent_back:
                    node.__class__ = Words  # the compiler knows one class only
        return template

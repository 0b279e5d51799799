"""`docs/walls.md`, written from the declarations: every table, what each policy asks in the names of its pieces."""

from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

from django.conf import settings

from acting import walls
from acting.walls import Policy, Wall

PATH = Path("docs/walls.md")
HEAD = """# The walls of the database

Written by `manage.py raise_walls --document` from each app's `walls.py`; a test holds it to be current. A row is there
for somebody when one policy of the command says so; a written row must satisfy the words after the arrow. The names in
capitals are pieces of SQL, explained below each app. The machine sees every walled table, in the worker's role and in
the owner's; without any context there is nothing, but for what the policies name.
"""


def document() -> str:
    sections = [HEAD, _context(), *(_section(module) for module in walls.modules()), _unwalled()]
    return "\n".join(section for section in sections if section)


def target() -> Path:
    return Path(settings.BASE_DIR) / PATH


def _section(module: ModuleType) -> str:
    app = module.__name__.split(".")[0]
    own = getattr(module, "WALLS", ())
    opened = getattr(module, "OPENED", ())
    if not own and not opened:
        return ""
    pieces = {name: value for name, value in vars(module).items() if name.isupper() and isinstance(value, str)}
    of_rules = {name: rule for name, rule in pieces.items() if "RETURNS " not in rule and " " in rule}
    parts = [f"## {app}\n", *(_wall(wall, of_rules) for wall in own)]
    parts += [f"Of `{table}` it opens:\n\n{_policies([policy], of_rules)}" for table, policy in opened]
    return "\n".join([*parts, _made(module), _pieces(of_rules)])


def _wall(wall: Wall, pieces: dict[str, str]) -> str:
    rights = f"web: {wall.app or 'nothing'}; worker: {wall.worker or 'nothing'}"
    return f"### {wall.table}\n\n{rights}\n\n{_policies(wall.policies, pieces)}"


def _policies(policies: Sequence[Policy], pieces: dict[str, str]) -> str:
    return "".join(f"- **{each.name}** ({each.command}{_role(each)}): {_asked(each, pieces)}\n" for each in policies)


def _role(policy: Policy) -> str:
    return "" if policy.role == "PUBLIC" else f", {policy.role} only"


def _asked(policy: Policy, pieces: dict[str, str]) -> str:
    rule = f"`{_named(policy.rule, pieces)}`"
    return f"{rule} → `{_named(policy.check, pieces)}`" if policy.check else rule


def _named(text: str, pieces: dict[str, str]) -> str:
    """The longest pieces first, so that a rule reads in as few names as it was written in."""
    for name, value in sorted(pieces.items(), key=lambda piece: -len(piece[1])):
        text = text.replace(value, name)
    return text


def _context() -> str:
    pieces = {name: value for name, value in _of_everybody().items() if "app_" in value}
    return "Who acts, read once in a statement:\n\n" + "".join(
        f"- `{name}`: `{value}`\n" for name, value in pieces.items()
    )


def _of_everybody() -> dict[str, str]:
    return {name: value for name, value in vars(walls).items() if name.isupper() and isinstance(value, str)}


def _pieces(pieces: dict[str, str]) -> str:
    """The module's own, each in the names of the others."""
    lines = []
    for name in pieces.keys() - _of_everybody().keys():
        others = {other: text for other, text in pieces.items() if text != pieces[name]}
        lines.append(f"- `{name}`: `{_named(pieces[name], others)}`\n")
    return f"Pieces:\n\n{''.join(sorted(lines))}" if lines else ""


def _made(module: ModuleType) -> str:
    triggers = [
        f"- trigger `{each.name}` on `{each.table}`, {each.timing}\n" for each in getattr(module, "TRIGGERS", ())
    ]
    functions = [f"- function `{each.signature}`\n" for each in getattr(module, "FUNCTIONS", ())]
    return "".join(triggers + functions) + "\n" if triggers or functions else ""


def _unwalled() -> str:
    rights = sorted(walls.declared().rights, key=lambda rights: rights.table)
    lines = [f"| `{each.table}` | {each.app or '–'} | {each.reason} |" for each in rights]
    return "\n".join(["## Tables without walls\n", "| table | web | why |", "|---|---|---|", *lines, ""])

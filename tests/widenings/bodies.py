"""A widening that changes bodies of functions only is made in memory: where everything is loaded already, in a fork."""

import gc
from inspect import CO_OPTIMIZED
from pathlib import Path
from types import CodeType, FunctionType


class NotInMemory(Exception):
    """More than bodies differs, or a function is held by nothing that can be changed."""


def put_in_place(path: Path, text: str) -> None:
    """Every function that was read from the file gets the body that the text has. Raises NotInMemory."""
    wanted = _changed(compile(path.read_text(), str(path), "exec"), compile(text, str(path), "exec"))
    functions = [each for each in gc.get_objects() if isinstance(each, FunctionType)]
    functions = [each for each in functions if each.__code__.co_filename == str(path)]
    found = [(each, wanted[name]) for each in functions if (name := each.__code__.co_qualname) in wanted]
    if {code.co_qualname for _, code in found} != set(wanted):
        raise NotInMemory(path)
    if any(each.__code__.co_freevars != code.co_freevars for each, code in found):
        raise NotInMemory(path)
    for function, code in found:
        function.__code__ = code


def _changed(before: CodeType, after: CodeType) -> dict[str, CodeType]:
    """The functions of a module or of a class that differ, by qualified name."""
    if _outline(before) != _outline(after):
        raise NotInMemory(before.co_filename)
    changed: dict[str, CodeType] = {}
    for former, code in zip(_inner(before), _inner(after), strict=True):
        if not code.co_flags & CO_OPTIMIZED:
            changed |= _changed(former, code)
        elif not _is_same(former, code):
            changed[code.co_qualname] = code
    return changed


def _inner(code: CodeType) -> list[CodeType]:
    return [each for each in code.co_consts if isinstance(each, CodeType)]


def _outline(code: CodeType) -> tuple[object, ...]:
    """What the code does itself, whatever the functions in it do; without the numbers of its lines."""
    constants = [each.co_qualname if isinstance(each, CodeType) else each for each in code.co_consts]
    return code.co_code, code.co_names, code.co_varnames, code.co_freevars, code.co_argcount, repr(constants)


def _is_same(before: CodeType, after: CodeType) -> bool:
    if _outline(before) != _outline(after):
        return False
    return all(_is_same(former, code) for former, code in zip(_inner(before), _inner(after), strict=True))

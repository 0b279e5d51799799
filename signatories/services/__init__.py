"""Writes on what the convention stands on; split by noun, the loading of a département found here by its old name."""

from signatories.services.department import load_department

__all__ = ["load_department"]

"""The whole portal in another place: encrypted, checked after writing, kept by a rule (docs/operation/backup.md)."""

"""The portal come back from a backup, in an empty place; what was erased since is erased again."""

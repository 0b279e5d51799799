"""Which version of the portal this is; what changed in each, CHANGELOG.md says."""

VERSION = "0.2.0"

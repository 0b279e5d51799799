EXPECTED: dict[str, dict[str, str]] = {}

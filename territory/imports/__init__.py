"""Readers for the files that ministries and INSEE publish. No database: bytes come in, rows and wrong rows go out."""

"""What is wrong by which measures: each rule at its edge, and nothing of what is well."""

from datetime import UTC, datetime

import pytest

from operation.alert_rules import DAY, HOUR, RULES, what_is_wrong
from operation.measures import MEANINGS

AT = datetime(2026, 3, 10, 12, tzinfo=UTC)
NOW = AT.timestamp()

WELL = {
    ("jobs", "queued"): 4.0,
    ("jobs", "failed"): 0.0,
    ("job_oldest_seconds", ""): HOUR / 2,
    ("message_oldest_seconds", ""): 2.0 * HOUR,
    ("file_oldest_seconds", ""): HOUR / 2,
    ("head_kept_timestamp_seconds", ""): NOW - 3 * HOUR,
    ("sealed_until_timestamp_seconds", ""): NOW - 33 * DAY,
    ("disk_free_share", "private"): 0.1,
    ("disk_free_share", "temporary"): 0.5,
    ("clock_drift_seconds", ""): -60.0,
    ("certificate_ends_timestamp_seconds", ""): NOW + 21 * DAY,
    ("backup_off", ""): 0.0,
    ("backup_finished_seconds", ""): NOW - 36 * HOUR,
    ("backup_failed_seconds", ""): NOW - 40 * HOUR,
    ("backup_hour_copied_seconds", ""): NOW - 3 * HOUR,
}
WRONG = {
    "backup_off": ("backup_off", "", 1.0),
    "backup_failed": ("backup_failed_seconds", "", NOW - 36 * HOUR + 1),
    "backup_late": ("backup_finished_seconds", "", NOW - 36 * HOUR - 1),
    "hour_not_copied": ("backup_hour_copied_seconds", "", NOW - 3 * HOUR - 1),
    "jobs_failed": ("jobs", "failed", 1.0),
    "jobs_late": ("job_oldest_seconds", "", HOUR / 2 + 1),
    "mail_away": ("message_oldest_seconds", "", 2 * HOUR + 1),
    "antivirus_away": ("file_oldest_seconds", "", HOUR / 2 + 1),
    "head_not_kept": ("head_kept_timestamp_seconds", "", NOW - 3 * HOUR - 1),
    "not_sealed": ("sealed_until_timestamp_seconds", "", NOW - 33 * DAY - 1),
    "disk_low": ("disk_free_share", "private", 0.099),
    "clocks_differ": ("clock_drift_seconds", "", -61.0),
    "certificate_ends": ("certificate_ends_timestamp_seconds", "", NOW + 21 * DAY - 1),
}


def kinds(values: dict[tuple[str, str], float]) -> list[str]:
    return [rule.kind for rule in what_is_wrong(values, AT)]


def test_nothing_is_wrong_at_each_edge_nor_of_what_was_never_measured() -> None:
    assert kinds(WELL) == []
    assert kinds({}) == []


def test_each_rule_has_a_value_that_breaks_it() -> None:
    assert WRONG.keys() == {rule.kind for rule in RULES}


@pytest.mark.parametrize("kind", WRONG)
def test_past_its_edge_that_rule_alone_speaks(kind: str) -> None:
    name, label, value = WRONG[kind]
    assert name in MEANINGS
    assert kinds(WELL | {(name, label): value}) == [kind]

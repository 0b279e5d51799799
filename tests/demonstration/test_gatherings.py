"""What the demonstration has to show of themes and meetings."""

import re
from collections import Counter

from django.utils import timezone

from incidents.models import Orientation
from signatories.guard import warnings_in
from signatories.models import Decision, Meeting, Theme
from signatories.theme_guard import concerns_in
from tests.demonstration.conftest import Seeded, as_machine


def test_three_themes_with_posts_named_for_each(seeded: Seeded) -> None:
    named = {theme.code: theme.posts.count() for theme in Theme.objects.all()}
    assert named == {"violences-intrafamiliales": 7, "sante-mentale": 2, "radicalisation": 1}


def test_six_meetings_over_two_years_one_of_them_to_come(seeded: Seeded) -> None:
    kinds = Counter(Meeting.objects.values_list("kind", flat=True))
    assert kinds == {"steering": 3, "technical": 2, "clspd": 1}
    assert Meeting.objects.to_come(timezone.now()).count() == 1
    assert not Meeting.objects.held(timezone.now()).filter(minutes="").exists()
    assert not Meeting.objects.held(timezone.now()).filter(attendances=None).exists()


def test_decisions_are_done_open_and_late(seeded: Seeded) -> None:
    late = [decision for decision in Decision.objects.all() if decision.is_overdue_on(seeded.today)]
    assert Decision.objects.count() == 12
    assert Decision.objects.still_open().count() == 5
    assert len(late) == 4
    assert not Decision.objects.filter(done_on__gte=seeded.today).exists()


def test_its_texts_would_pass_the_guard(seeded: Seeded) -> None:
    texts = [text for row in Meeting.objects.values_list("title", "agenda", "minutes") for text in row]
    texts += [text for row in Decision.objects.values_list("text", "owner_function", "follow_up") for text in row]
    assert [advice for text in texts for advice in warnings_in(text)] == []
    names = [name.lower() for name in Theme.objects.values_list("name", flat=True)]
    told = [re.sub("|".join(names), "", text.lower()) for text in texts]  # a meeting names its theme, and tells no case
    assert [text for text in told if concerns_in(text)] == []


def test_orientations_were_noted_and_none_about_radicalisation(seeded: Seeded) -> None:
    with as_machine():
        counted = Counter(Orientation.objects.values_list("theme__code", flat=True))
    assert counted == {"violences-intrafamiliales": 3, "sante-mentale": 2}

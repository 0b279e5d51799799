"""What the guard watches: each text of a form that it stands in, and those that say why it does not."""

from django import forms

from tests.road.test_layout import forms_with_guard

# Read by nobody but its house, which may need words there that no partner reads.
UNWATCHED = {
    ("ReferralForm", "widening_reason"),
    ("CompletionForm", "asked_persons_requisition"),
    ("CompletionForm", "widening_reason"),
    ("ExceptionalAccessForm", "reference"),
    ("StepForm", "tracking_number"),
    ("TemplateForm", "letterhead"),
    ("TemplateForm", "signature"),
    ("TemplateForm", "clauses"),
}


def test_the_guard_watches_each_text_of_a_form_that_it_stands_in() -> None:
    texts = {
        (form.__name__, name, name in guarded)
        for form, guarded in forms_with_guard()
        for name, field in form.base_fields.items()
        if type(field) is forms.CharField and not isinstance(field.widget, forms.HiddenInput)
    }
    assert ("MeetingForm", "place", True) in texts
    assert {(form, name) for form, name, is_watched in texts if not is_watched} == UNWATCHED

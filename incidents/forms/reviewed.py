"""The guarded form, which meetings use too, under the name that the forms of referrals know."""

from signatories.reviewed import ReviewedForm

__all__ = ["ReviewedForm"]

"""The derived grants of referrals, in guardian's direct-foreign-key tables: of a post, or of persons named."""

from django.db import models
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

from referrals.models.referral import Referral


class ReferralGroupObjectPermission(GroupObjectPermissionBase):
    """The group of the recipient's post may read the disclosures of a live referral that is not reserved."""

    content_object = models.ForeignKey(Referral, on_delete=models.CASCADE)


class ReferralUserObjectPermission(UserObjectPermissionBase):
    """A person whom the sender of a reserved referral named may read its disclosures while it lives, acting by the
    designation that was named."""

    content_object = models.ForeignKey(Referral, on_delete=models.CASCADE)

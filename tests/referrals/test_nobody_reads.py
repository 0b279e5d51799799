"""The list of the sender says of a saisine that waits whether anybody is there to read it."""

import pytest

from correspondents.models import Post
from correspondents.services.designations import end_designation_now
from tests.people import Cast, acting, make_referral

SENT = "/saisines/?boite=envoyees"
NOBODY = "personne ne lit"


@pytest.mark.parametrize("why", ["ended", "closed"])
def test_the_sender_is_told_that_nobody_reads(cast: Cast, why: str) -> None:
    make_referral(cast.sarah, cast.karim, cast.tilleuls)
    make_referral(cast.sarah, cast.maud, cast.tilleuls)
    assert NOBODY not in cast.sarah.client().get(SENT).text
    if why == "ended":
        with acting(cast.adrien) as by:
            end_designation_now(by=by, designation=cast.karim.designation)
    else:
        Post.objects.filter(pk=cast.karim.post.pk).update(closed_on=cast.karim.actor().today)
    assert cast.sarah.client().get(SENT).text.count(NOBODY) == 1
    assert NOBODY not in cast.maud.client().get("/saisines/").text

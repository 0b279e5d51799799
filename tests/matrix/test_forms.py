"""What nothing takes back stands on a page, where `test_matrix` looks at the form that does it."""

from itertools import product

from tests.matrix.expectations import ROWS
from tests.matrix.forms import acts_in, irrevocable_acts
from tests.matrix.test_offers import WALKERS
from tests.matrix.trials import trials_of
from tests.matrix.world import World, undone

# On which page the form of an act stands that is not on its own.
PAGE_OF = {
    "account_switch": "account_detail",
    "competence_import_apply": "competence_import",
    "competence_import_refuse": "competence_import",
    "designation_accept": "own_designations",
    "designation_agree": "post_manage",
    "designation_decline": "own_designations",
    "designation_stop": "post_manage",
    "document_remove": "convention_text",
    "post_reopen": "post_manage",
    "referral_answer": "referral_detail",
    "referral_close": "referral_detail",
    "referral_refuse": "referral_detail",
    "referral_send": "referral_detail",
    "referral_withdraw": "referral_detail",
}
# Nobody of this world is named for a day to come.
NOT_HERE = {"designation_cancel"}


def test_each_irrevocable_act_is_on_the_page_that_the_table_names(world: World) -> None:
    missing = {act for act in irrevocable_acts() if act not in acts_on(PAGE_OF.get(act, act), world)}
    assert missing == NOT_HERE
    assert set(PAGE_OF) <= irrevocable_acts()


def acts_on(name: str, world: World) -> set[str]:
    """What the forms of that page do, as whoever it is open to."""
    with undone(world.clients["sarah"]):
        open_to = [who for who in WALKERS if not ROWS[name].is_closed_to(world.column_of(who))]
        return {
            act
            for trial, who in product(trials_of(name, world), open_to)
            for act, _ in acts_in(world.clients[who].get(trial.address(name), trial.query), trial.address(name))
        }

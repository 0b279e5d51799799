"""How often, when and how: the figures of the domain from which facts are drawn.

Shares are per thousand facts. Hours and months are weights: what is done in the evening peaks in the evening, summer
brings motorbikes and noise outside, winter brings people into the halls.
"""

from dataclasses import dataclass

from incidents.enums import PoliceCalled, Recurrence

PER_THOUSAND_DWELLINGS = {True: (120, 200), False: (25, 45)}  # a year; in a priority district, elsewhere
DAYS = 730

#         J   F   M   A   M   J   J   A   S   O   N   D
ALL_YEAR = (10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10)
SUMMER = (6, 6, 8, 10, 13, 16, 17, 14, 12, 9, 7, 6)
WINTER = (14, 14, 11, 9, 7, 6, 6, 6, 9, 12, 14, 15)
FIRES = (10, 7, 7, 8, 9, 10, 19, 9, 8, 14, 12, 16)  # 14 July, Hallowe'en, New Year's Eve

EVENING = {17: 4, 18: 6, 19: 8, 20: 11, 21: 14, 22: 16, 23: 14, 0: 8, 1: 4}
NIGHT = {21: 3, 22: 6, 23: 9, 0: 9, 1: 9, 2: 9, 3: 7, 4: 4}
MORNING = {6: 6, 7: 16, 8: 15, 9: 8, 10: 4}
WORKING_HOURS = {8: 6, 9: 9, 10: 11, 11: 10, 14: 9, 15: 9, 16: 8, 17: 5}
AFTERNOON = {13: 4, 14: 6, 15: 8, 16: 10, 17: 12, 18: 12, 19: 9, 20: 6}

OFTEN = (2, 4, 3, 3)
SOMETIMES = (5, 4, 1, 0)
ONCE = (9, 1, 0, 0)


@dataclass(frozen=True, slots=True)
class Profile:
    """`recurrence` weighs the four values in their order; `damage` is in euros; `called` is the chance of a call."""

    share: int
    hours: dict[int, int]
    months: tuple[int, ...] = ALL_YEAR
    recurrence: tuple[int, int, int, int] = SOMETIMES
    damage: tuple[int, int] | None = None
    called: float = 0.0


PROFILES = {
    "occupation": Profile(260, EVENING, WINTER, OFTEN, called=0.18),
    "bruit": Profile(165, EVENING, SUMMER, OFTEN, called=0.08),
    "animaux": Profile(55, AFTERNOON, ALL_YEAR, OFTEN),
    "proprete": Profile(100, MORNING, ALL_YEAR, SOMETIMES, (80, 900)),
    "vehicules": Profile(40, AFTERNOON, SUMMER, SOMETIMES, called=0.1),
    "epaves": Profile(20, MORNING, ALL_YEAR, ONCE),
    "rodeos": Profile(20, AFTERNOON, SUMMER, OFTEN, called=0.5),
    "degradation": Profile(140, NIGHT, ALL_YEAR, ONCE, (150, 4800), 0.1),
    "incendie": Profile(10, NIGHT, FIRES, ONCE, (400, 18000), 0.8),
    "vol": Profile(30, NIGHT, ALL_YEAR, ONCE, (120, 3200), 0.3),
    "menace": Profile(40, EVENING, ALL_YEAR, SOMETIMES, called=0.3),
    "violence": Profile(10, EVENING, SUMMER, ONCE, called=0.85),
    "agent-verbal": Profile(20, WORKING_HOURS, ALL_YEAR, SOMETIMES, called=0.25),
    "agent-physique": Profile(5, WORKING_HOURS, ALL_YEAR, ONCE, called=0.9),
    "stupefiants": Profile(70, AFTERNOON, ALL_YEAR, OFTEN, called=0.35),
    "squat": Profile(10, MORNING, SUMMER, ONCE, (300, 6000), 0.6),
    "detournement": Profile(5, WORKING_HOURS, ALL_YEAR, SOMETIMES),
}

RECURRENCES = tuple(Recurrence)
CAME = {PoliceCalled.CAME: 62, PoliceCalled.DID_NOT_COME: 38}

# Of a hundred facts eight become a situation: by a referral, by a complaint, or by itself. A few are set aside; those
# of the last weeks wait for the référent.
SITUATION, SET_ASIDE = 0.012, 0.04
UNTRIAGED_DAYS = 16
BY_REFERENT = 0.07
COMPLAINTS = {
    "vol": 0.3,
    "incendie": 0.35,
    "squat": 0.4,
    "agent-physique": 0.8,
    "agent-verbal": 0.2,
    "violence": 0.35,
    "degradation": 0.07,
    "menace": 0.06,
}

"""How services are reached beside their people: by a number that stays when they go."""

from datetime import timedelta
from functools import partial

from acting.actor import Actor
from convention77.demonstration.history import moment
from convention77.demonstration.institutions import Cast
from correspondents.services.posts import update_post

SERVICES: dict[tuple[str, str], tuple[str, str]] = {
    ("parquet-meaux", "Magistrat référent"): ("01 99 00 77 81", "convention77@tj-meaux.example"),
    ("parquet-melun", "Magistrat référent"): ("01 99 00 77 82", "convention77@tj-melun.example"),
    ("parquet-fontainebleau", "Magistrat référent"): ("01 99 00 77 83", "convention77@tj-fontainebleau.example"),
    ("gendarmerie-77", "Groupement de gendarmerie"): ("01 99 00 77 84", "prevention@gendarmerie-77.example"),
    ("prefecture-77", "Bureau de la sécurité intérieure"): ("01 99 00 77 85", "securite@prefecture-77.example"),
}


def plan_reach(cast: Cast) -> None:
    history = cast.history
    third_day = moment(history.opening + timedelta(days=2), 10)
    history.add(third_day, cast.administrator, partial(_give_numbers, cast))


def _give_numbers(cast: Cast, by: Actor) -> None:
    for key, (phone, email) in SERVICES.items():
        post = cast.posts[key]
        update_post(
            by=by,
            post=post,
            label=post.label,
            communes=list(post.communes.all()),
            residences=[],
            themes=list(post.themes.all()),
            email=email,
            phone=phone,
        )

"""./bench: sees to the worlds, measures, prints. Exit code 0 even where targets are missed: the table says so."""

import argparse
import logging
import sys
from collections.abc import Sequence

import django

django.setup()  # what follows speaks of models

from benchmarks.anatomy import slowest_pages  # noqa: E402 - models need the set-up
from benchmarks.measures import GROUPS, Bench, results  # noqa: E402
from benchmarks.table import print_results  # noqa: E402
from benchmarks.worlds import forget_worlds, ready_ideal, ready_world  # noqa: E402

SIZES = "10000,100000,1000000"


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(prog="./bench")
    parser.add_argument("--json", action="store_true", help="un objet JSON par mesure")
    parser.add_argument("--facts", default=SIZES, help=f"nombre de faits des mondes ({SIZES})")
    parser.add_argument("--only", default=",".join(GROUPS), help="groupes de mesures, séparés par des virgules")
    parser.add_argument(
        "--where", action="store_true", help="où passe le temps des cinq pages les plus lentes, et rien d’autre"
    )
    parser.add_argument("--reset", action="store_true", help="efface d’abord les mondes gardés")
    chosen = parser.parse_args(arguments)
    logging.disable(logging.CRITICAL)
    if chosen.reset:
        forget_worlds()
    bench = _bench(sorted(int(facts) for facts in chosen.facts.split(",")))
    if chosen.where:
        sys.stdout.writelines(slowest_pages(bench.large))
        return
    missed = print_results(results(bench, chosen.only.split(",")), as_json=chosen.json)
    sys.stderr.write(f"{missed} cibles non tenues.\n")


def _bench(sizes: Sequence[int]) -> Bench:
    worlds = [ready_world(facts) for facts in sizes]
    return Bench(worlds, ready_ideal(worlds[-1]))


if __name__ == "__main__":
    main(sys.argv[1:])

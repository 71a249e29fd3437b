"""Computes from people.csv, person by person, what the tables on for whom it makes a difference say, and compares.

    inteso compare --out headline
    python people.py headline

It takes nothing but the rows of people.csv: person-years by point, district and year are held against summary.csv, those of everybody
and of groups against populations.csv, the first five years since arrival against first_years.csv, needs that are met without an
intermediary, too, against deadweight.csv. It ends with 1 where any number differs.
"""

import csv
import sys
from collections import defaultdict
from datetime import date
from pathlib import Path

OUTCOMES = ["work", "b1", "private_dwelling", "friend", "at_home"]
GROUPED = ["everybody", "sex", "education", "household", "status"]
WEEKS_OF_YEAR = 52
YEARS = 14


def read(folder: Path, name: str) -> list[dict[str, str]]:
    """Returns the rows of a table, none where there is no such table."""
    path = folder / f"{name}.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def number(cell: str) -> float:
    return float(cell) if cell else 0.0


def whole(cell: str, otherwise: int = 10**9) -> int:
    return int(cell) if cell else otherwise


def mean(values: list[float]) -> float:
    return sum(values) / len(values)


class Comparison:
    """Counts numbers that were computed twice and names those that differ."""

    def __init__(self) -> None:
        self.count, self.wrong = 0, 0

    def __call__(self, what: object, said: str, computed: float) -> None:
        self.count += 1
        # Sums of up to some thousand person-years, whose order of adding differs.
        if abs(number(said) - computed) > 1e-6:
            self.wrong += 1
            if self.wrong <= 20:
                print(f"{what}: the table says {said}, people say {computed}", file=sys.stderr)


def by_year(folder: Path, people: list[dict[str, str]], first_year: int, compare: Comparison) -> None:
    """Holds the person-years of each point, district and year, and of all years from one on (year 0), against summary.csv."""
    weeks: dict[tuple[str, str, str, int], float] = defaultdict(float)
    for row in people:
        for outcome in OUTCOMES:
            for year in range(1, YEARS + 1):
                for district in (row["district"], "all"):
                    own = number(row[f"{outcome}_year_{year}"])
                    weeks[row["point"], district, outcome, year] += own
                    if year >= first_year:
                        weeks[row["point"], district, outcome, 0] += own
    replicates = len({row["replicate"] for row in people})
    for row in read(folder, "summary"):
        outcome = row["measure"].removeprefix("person_years_")
        if outcome in OUTCOMES and outcome != row["measure"]:
            key = row["point"], row["district"], outcome, int(row["year"])
            compare(("summary", *key), row["mean"], weeks[key] / WEEKS_OF_YEAR / replicates)


def populations(folder: Path, worlds: dict, first_year: int, compare: Comparison) -> None:
    """Holds the person-years of everybody and of groups, and their differences, against populations.csv."""
    years: dict[tuple[str, str, str, str, str, str], float] = defaultdict(float)
    for (point, replicate), people in worlds.items():
        for row in people.values():
            for outcome in OUTCOMES:
                weeks = sum(number(row[f"{outcome}_year_{year}"]) for year in range(first_year, YEARS + 1))
                for attribute in GROUPED:
                    for district in (row["district"], "all"):
                        key = point, replicate, district, attribute, row.get(attribute, attribute), outcome
                        years[key] += weeks / WEEKS_OF_YEAR
    replicates = sorted({replicate for _, replicate in worlds})
    for row in read(folder, "populations"):
        if row["attribute"] not in GROUPED or row["outcome"] not in OUTCOMES:
            continue
        behind = row["district"], row["attribute"], row["group"], row["outcome"]
        one, other = ([years[row[point], replicate, *behind] for replicate in replicates] for point in ("point", "against"))
        what = "populations", row["point"], row["against"], *behind
        compare((*what, "years"), row["years"], mean(one))
        compare((*what, "years_against"), row["years_against"], mean(other))
        compare((*what, "difference"), row["difference"], mean([a - b for a, b in zip(one, other)]))


def followed(row: dict[str, str], outcome: str, until: int) -> float:
    """Returns the years of an outcome in the first five since arrival if the person had left in a week, at the latest."""
    arrived, weeks = int(row["arrival_week"]), 0.0
    own_exit = whole(row["exit_week"])
    for year in range(5):
        there, counted = (
            min(max(week - arrived - year * WEEKS_OF_YEAR, 0), WEEKS_OF_YEAR) for week in (own_exit, min(own_exit, until))
        )
        if counted:
            weeks += number(row[f"{outcome}_since_arrival_{year + 1}"]) * counted / there
    return weeks / WEEKS_OF_YEAR


def first_years(folder: Path, worlds: dict, compare: Comparison) -> None:
    """Holds mean years of all districts together over the first five since arrival against first_years.csv."""
    replicates = sorted({replicate for _, replicate in worlds})
    for row in read(folder, "first_years"):
        if row["district"] != "all":
            continue
        differences = []
        for replicate in replicates:
            sides = [worlds[row[point], replicate] for point in ("point", "against")]
            means = []
            for own, other in (sides, reversed(sides)):
                years = []
                for person, life in own.items():
                    if not int(row["first_arrival"]) <= int(life["arrival_week"]) <= int(row["last_arrival"]):
                        continue
                    if row["exits"] == "actual":
                        years.append(followed(life, row["outcome"], 10**9))
                    elif person in other:
                        years.append(followed(life, row["outcome"], whole(other[person]["exit_week"])))
                means.append(mean(years))
            differences.append(means[0] - means[1])
        what = "first_years", row["point"], row["against"], row["exits"], row["outcome"]
        compare(what, row["difference"], mean(differences))


def needs(row: dict[str, str]) -> dict[tuple[str, int], int]:
    """Returns for each need that was met, by its kind and the week in which it arose, the weeks that it took."""
    met = {}
    for text in row["needs_met"].split():
        kind, when = text.split("@")
        onset, weeks = when.split("+")
        met[kind, int(onset)] = int(weeks)
    return met


def deadweight(folder: Path, worlds: dict, opening: int, weeks: int, compare: Comparison) -> None:
    """Holds the share of needs that are met without an intermediary, too, in all districts, against deadweight.csv."""
    replicates = sorted({replicate for _, replicate in worlds})
    for row in read(folder, "deadweight"):
        if row["district"] != "all" or not row["share"]:
            continue
        shares = []
        for replicate in replicates:
            nobody, counts = worlds[row["against"], replicate], [0, 0]
            for person, life in worlds[row["point"], replicate].items():
                without = needs(nobody[person]) if person in nobody else {}
                for (kind, onset), took in needs(life).items():
                    if row["need"] in ("all", kind) and onset + took >= opening and onset + 26 <= weeks:
                        counts[0] += 1
                        counts[1] += without.get((kind, onset), 27) <= 26
            if counts[0]:
                shares.append(counts[1] / counts[0])
        compare(("deadweight", row["point"], row["need"]), row["share"], mean(shares))


def main(folder: Path) -> int:
    people = read(folder, "people")
    worlds: dict[tuple[str, str], dict[str, dict[str, str]]] = defaultdict(dict)
    for row in people:
        worlds[row["point"], row["replicate"]][row["person"]] = row
    opened = [row["intermediary.opens"] for row in read(folder, "points") if row.get("intermediary.opens")]
    opening = min((date.fromisoformat(day) - date(2015, 1, 5)).days // 7 for day in opened) if opened else 0
    weeks = max(int(row["week"]) for row in read(folder, "series"))

    compare = Comparison()
    first_year = opening // WEEKS_OF_YEAR + 1
    by_year(folder, people, first_year, compare)
    populations(folder, worlds, first_year, compare)
    first_years(folder, worlds, compare)
    deadweight(folder, worlds, opening, weeks, compare)
    print(f"{len(people)} lives, {compare.count} numbers, {compare.wrong} of them other than in the tables")
    return int(compare.wrong > 0 or compare.count == 0)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))

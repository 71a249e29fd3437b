"""Drives runs with the EMA Workbench: its uncertainties and levers become settings of `inteso sweep`, whose summary its outcomes.

    python workbench.py [--scenarios N] [--weeks W] [--replicates R]
"""

import argparse
import csv
import os
import subprocess
import tempfile
from pathlib import Path

from ema_workbench import (
    CategoricalParameter,
    Constant,
    Model,
    RealParameter,
    ScalarOutcome,
    SequentialEvaluator,
)

INTESO = os.environ.get("INTESO", "inteso")
OUTCOMES = ["visits", "placement"]

# The workbench takes no dots in names.
UNCERTAINTIES = {
    "minutes": ("parameters.counselling.minutes_first_contact", 40, 100),
    "word_of_mouth": ("parameters.awareness.pass_on_per_friend_and_week", 0.0003, 0.004),
}
LEVERS = {"approach": ("intermediary.approach", ["refer", "guide"])}


def inteso(weeks: int, replicates: int, **values: object) -> dict[str, float]:
    """Runs the default scenario with settings and returns means over replicates, in the last year."""
    keys = {name: key for name, (key, *_) in {**UNCERTAINTIES, **LEVERS}.items()}
    settings = [word for name, value in values.items() for word in ("--set", f"{keys[name]}={value}")]
    with tempfile.TemporaryDirectory() as folder:
        command = [INTESO, "sweep", "default", "--out", folder, "--quiet", "--yes", "--threads", "1"]
        command += ["--weeks", str(weeks), "--replicates", str(replicates), "--every", str(weeks)]
        command += ["--set", "intermediary.opens=2015-01-05", "--tables", "summary", "--measures", ",".join(OUTCOMES)]
        subprocess.run(command + settings, check=True, stdout=subprocess.DEVNULL)
        with open(Path(folder) / "summary.csv", newline="") as file:
            rows = [row for row in csv.DictReader(file) if row["district"] == "all"]
    last = max(int(row["year"]) for row in rows)
    return {row["measure"]: float(row["mean"]) for row in rows if int(row["year"]) == last}


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--scenarios", type=int, default=50)
    options.add_argument("--weeks", type=int, default=104)
    options.add_argument("--replicates", type=int, default=4)
    given = options.parse_args()
    model = Model("inteso", function=inteso)
    model.constants = [Constant("weeks", given.weeks), Constant("replicates", given.replicates)]
    model.uncertainties = [RealParameter(name, low, high) for name, (_, low, high) in UNCERTAINTIES.items()]
    model.levers = [CategoricalParameter(name, words) for name, (_, words) in LEVERS.items()]
    model.outcomes = [ScalarOutcome(name) for name in OUTCOMES]
    with SequentialEvaluator(model) as evaluator:
        experiments, outcomes = evaluator.perform_experiments(scenarios=given.scenarios, policies=2)
    for name in OUTCOMES:
        means = experiments.assign(outcome=outcomes[name]).groupby("approach", observed=True)["outcome"].mean()
        print(name, ", ".join(f"{word}: {mean:.3f}" for word, mean in means.items()), f"over {given.scenarios} scenarios")


if __name__ == "__main__":
    main()

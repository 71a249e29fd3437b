"""The wheel says what the program says: the same tables, the same faults, and it can be interrupted."""

import csv
import os
import signal
import subprocess
import tempfile
import threading
import time
import unittest
from decimal import Decimal
from pathlib import Path

import inteso
import pyarrow
import pyarrow.parquet

PROGRAM = os.environ.get("INTESO", "inteso")
SHORT = {"weeks": 6, "replicates": 2}


class Tables(unittest.TestCase):
    def test_a_run_has_the_rows_of_the_program(self):
        tables = inteso.run(settings={"intermediary.approach": "refer"}, panel_weeks=[4], threads=2, **SHORT)
        with tempfile.TemporaryDirectory() as folder:
            command = [PROGRAM, "run", "--weeks", "6", "--replicates", "2", "--set", "intermediary.approach=refer"]
            command += ["--panel-weeks", "4", "--out", folder, "--force", "--no-report", "--quiet"]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
            for name in ["series", "groups", "costs", "chain", "places", "facts", "points"]:
                with open(Path(folder) / f"{name}.csv", newline="", encoding="utf-8") as file:
                    rows = list(csv.DictReader(file))
                self.assertEqual(rows, [{key: _text(value) for key, value in row.items()} for row in tables[name].to_pylist()], name)

    def test_columns_have_types_and_the_waves_of_the_panel_are_those_asked_for(self):
        tables = inteso.run(panel_weeks=[3, 5], **SHORT)
        series = tables["series"].schema
        types = {"point": pyarrow.int64(), "date": pyarrow.date32(), "complete": pyarrow.bool_(), "visits": pyarrow.float64()}
        self.assertEqual({name: series.field(name).type for name in types}, types)
        self.assertEqual(set(tables["panel"]["week"].to_pylist()), {3, 5})

    def test_residents_and_referrals_are_looked_at_where_they_are_asked_for(self):
        tables = inteso.run(panel_weeks=[5], residents=40, episodes=True, weeks=6, replicates=1)
        self.assertEqual(set(tables["residents"]["week"].to_pylist()), {5})
        self.assertEqual(tables["residents"].num_rows, 2 * 40, "as many in each of two districts")
        self.assertGreater(tables["episodes"].num_rows, 0)
        self.assertNotIn("episodes", inteso.run(panel_weeks=[5], weeks=6, replicates=1))
        with self.assertRaises(ValueError):
            inteso.run(residents=40, weeks=6, replicates=1)

    def test_an_interval_between_observations_is_heeded(self):
        weeks = inteso.run(every=4, weeks=6, replicates=1)["series"]["week"].to_pylist()
        self.assertEqual(sorted(set(weeks)), [0, 4, 6])

    def test_a_sweep_compares_and_its_folder_is_resumed(self):
        with tempfile.TemporaryDirectory() as folder:
            first = inteso.sweep("headline", out=folder, **SHORT)
            self.assertEqual(first["points"].num_rows, 7)
            self.assertGreater(first["differences"].num_rows, 0)
            self.assertEqual(inteso.sweep("headline", out=folder, **SHORT), first)
            self.assertEqual(inteso.tables(folder), first)
            with self.assertRaises(inteso.OutputError):
                inteso.sweep("overload", out=folder, **SHORT)

    def test_threads_change_nothing(self):
        self.assertEqual(inteso.run(threads=1, **SHORT), inteso.run(threads=2, **SHORT))


class Faults(unittest.TestCase):
    def test_faults_have_the_words_of_the_program(self):
        with self.assertRaises(inteso.InputError) as raised:
            inteso.run(settings={"intermediary.aproach": "refer"})
        self.assertIn("did you mean `intermediary.approach`?", str(raised.exception))
        self.assertIn("ist `intermediary.approach` gemeint?", raised.exception.german)
        command = [PROGRAM, "--language", "en", "check", "default", "--set", "intermediary.aproach=refer"]
        said = subprocess.run(command, capture_output=True, text=True).stderr
        self.assertEqual(str(raised.exception).strip(), said.strip())

    def test_what_is_no_setting_and_no_number_of_threads_is_refused(self):
        with self.assertRaises(TypeError):
            inteso.run(settings={"weeks": object()})
        with self.assertRaises(ValueError):
            inteso.run(threads=0)
        with self.assertRaises(inteso.InputError):
            inteso.run(replicates=0)
        with self.assertRaises(inteso.InputError):
            inteso.run("nowhere.toml")

    def test_a_check_runs_nothing(self):
        found = inteso.check("headline", settings={"replicates": 3})
        self.assertEqual((found["name"], found["replicates"], len(found["points"]), found["runs"]), ("headline", 3, 7, 21))


class Parameters(unittest.TestCase):
    def test_every_parameter_has_its_range_and_can_be_set(self):
        table = inteso.parameters()
        self.assertGreater(table.num_rows, 500)
        for row in table.to_pylist():
            self.assertLessEqual(row["low"], row["high"])
            self.assertIn(row["distribution"], ["fixed", "uniform", "log_uniform", "triangular"])
        key = "counselling.minutes_first_contact"
        changed = inteso.parameters(settings={f"parameters.{key}": 61.5}).to_pylist()
        self.assertEqual([row["value"] for row in changed if row["key"] == key], [61.5])


class Running(unittest.TestCase):
    def test_ctrl_c_ends_a_run_and_other_threads_go_on_meanwhile(self):
        counted = 0

        def interrupt():
            nonlocal counted
            until = time.monotonic() + 2
            while time.monotonic() < until:
                counted += 1
                time.sleep(0.01)
            os.kill(os.getpid(), signal.SIGINT)

        other = threading.Thread(target=interrupt)
        began = time.monotonic()
        other.start()
        with self.assertRaises(KeyboardInterrupt):
            inteso.run(weeks=700, replicates=1000, threads=1)
        other.join()
        self.assertGreater(counted, 20)
        self.assertLess(time.monotonic() - began, 60)


def _text(value):
    """Returns a cell as it stands in CSV."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        text = format(Decimal(repr(value)), "f")
        return text.removesuffix(".0")
    return str(value)


if __name__ == "__main__":
    unittest.main()

"""Who may import whom is only as good as the list of modules that it is said about."""

import pkgutil
import tomllib
from pathlib import Path

import workouttracker

ROOT = Path(__file__).resolve().parents[2]
NO_LAYER = {"workouttracker.formats", "workouttracker.locale"}
"""Data that Django reads by its place: formats of dates and numbers, translations."""


def test_every_module_of_the_composition_root_has_a_layer() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    said = {name.strip() for layer in layers for part in layer.split("|") for name in part.split(":")}
    there = {f"workouttracker.{module.name}" for module in pkgutil.iter_modules(workouttracker.__path__)}
    assert there - said == NO_LAYER & there

"""The product's settings, with the empty page among its addresses: for servers that benchmarks start."""

from workouttracker.settings import *  # noqa: F403

ROOT_URLCONF = "scripts.bench.urls"

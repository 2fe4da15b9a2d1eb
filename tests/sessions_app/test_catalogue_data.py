"""The shipped catalogue: complete, closed vocabulary, no name twice, and found under the names other trackers print."""

from collections import Counter
from pathlib import Path

import pytest

from sessions_app.catalogue.data import (
    EQUIPMENT,
    KINDS,
    MUSCLES,
    CatalogueExercise,
    CatalogueSetType,
    _entries,
    load_exercises,
    load_set_types,
    read_exercises,
    read_set_types,
)
from sessions_app.catalogue.spellings import arrangements, compounds, spellings
from sessions_app.models.vocabulary import Equipment, Kind, Muscle
from workouttracker.kit.text import name_key

# Names as trackers print them, by habit, each with the slug of the exercise that is meant.
EQUIPMENT_FIRST = """
Barbell Bench Press > bench-press-barbell
Incline Barbell Bench Press > incline-bench-press-barbell
Dumbbell Incline Press > incline-bench-press-dumbbell
Dumbbell Fly > chest-fly-dumbbell
Cable Crossover > crossover-cable
Machine Chest Press > chest-press-machine
Barbell Squat > squat-barbell
Barbell Back Squat > squat-barbell
Dumbbell Goblet Squat > goblet-squat-dumbbell
Barbell Romanian Deadlift > romanian-deadlift-barbell
Dumbbell Bulgarian Split Squat > bulgarian-split-squat-dumbbell
Barbell Hip Thrust > hip-thrust-barbell
Barbell Bent Over Row > bent-over-row-barbell
Dumbbell One Arm Row > single-arm-row-dumbbell
Cable Seated Row > seated-row-cable
Machine Lat Pulldown > lat-pulldown-machine
Dumbbell Lateral Raise > lateral-raise-dumbbell
Dumbbell Shoulder Press > shoulder-press-dumbbell
Cable Face Pull > face-pull-cable
Barbell Curl > biceps-curl-barbell
Dumbbell Biceps Curl > biceps-curl-dumbbell
Cable Rope Pushdown > rope-pushdown-cable
EZ Bar Skull Crusher > skull-crusher-ez-bar
Weighted Pull Up > pull-up-weighted
Weighted Dip > chest-dip-weighted
Machine Leg Extension > leg-extension-machine
Machine Seated Leg Curl > seated-leg-curl-machine
Trap Bar Deadlift > deadlift-trap-bar
Kettlebell Swing > swing-kettlebell
Smith Machine Squat > squat-smith-machine
Dumbbell Farmers Walk > farmers-walk-dumbbell
Bodyweight Lunge > lunge-bodyweight
Weighted Plank > plank-weighted
Cable Kickback > glute-kickback-cable
Dumbbell Step Up > step-up-dumbbell
"""

EQUIPMENT_IN_BRACKETS = """
Bench Press (Barbell) > bench-press-barbell
Bench Press - Close Grip (Barbell) > close-grip-bench-press-barbell
Incline Bench Press (Dumbbell) > incline-bench-press-dumbbell
Squat (Barbell) > squat-barbell
Deadlift (Barbell) > deadlift-barbell
Overhead Press (Barbell) > overhead-press-barbell
Bent Over Row (Barbell) > bent-over-row-barbell
Lat Pulldown (Cable) > lat-pulldown-cable
Lat Pulldown - Wide Grip (Cable) > wide-grip-lat-pulldown-cable
Seated Row (Cable) > seated-row-cable
Seated Cable Row - V Grip (Cable) > close-grip-seated-row-cable
Pull Up (Assisted) > pull-up-assisted
Pull Up (Weighted) > pull-up-weighted
Triceps Dip > triceps-dip
Chest Dip > chest-dip
Bicep Curl (Barbell) > biceps-curl-barbell
Bicep Curl (Dumbbell) > biceps-curl-dumbbell
Hammer Curl (Dumbbell) > hammer-curl-dumbbell
Preacher Curl (Machine) > preacher-curl-machine
Skullcrusher (Barbell) > skull-crusher-barbell
Triceps Pushdown (Cable - Straight Bar) > triceps-pushdown-cable
Triceps Rope Pushdown > rope-pushdown-cable
Triceps Extension (Cable) > overhead-triceps-extension-cable
Lateral Raise (Dumbbell) > lateral-raise-dumbbell
Rear Delt Reverse Fly (Machine) > reverse-fly-machine
Reverse Fly (Dumbbell) > reverse-fly-dumbbell
Face Pull (Cable) > face-pull-cable
Shrug (Barbell) > shrug-barbell
Upright Row (Barbell) > upright-row-barbell
Leg Press (Machine) > leg-press-machine
Leg Press Horizontal (Machine) > horizontal-leg-press-machine
Leg Extension (Machine) > leg-extension-machine
Lying Leg Curl (Machine) > lying-leg-curl-machine
Romanian Deadlift (Barbell) > romanian-deadlift-barbell
Straight Leg Deadlift > stiff-leg-deadlift-barbell
Sumo Deadlift (Barbell) > sumo-deadlift-barbell
Hip Thrust (Barbell) > hip-thrust-barbell
Hip Abductor (Machine) > hip-abduction-machine
Hip Adduction (Machine) > hip-adduction-machine
Standing Calf Raise (Machine) > standing-calf-raise-machine
Calf Press on Leg Press > calf-press-machine
Seated Calf Raise (Plate Loaded) > seated-calf-raise-machine
Crunch (Machine) > crunch-machine
Cable Crunch > crunch-cable
Hanging Leg Raise > hanging-leg-raise
Russian Twist (Bodyweight) > russian-twist
Butterfly (Pec Deck) > chest-fly-machine
Cable Fly Crossovers > crossover-cable
Iso-Lateral Chest Press (Machine) > iso-lateral-chest-press-machine
Arnold Press (Dumbbell) > arnold-press-dumbbell
Goblet Squat (Kettlebell) > goblet-squat-kettlebell
Bulgarian Split Squat > bulgarian-split-squat-dumbbell
Lunge (Dumbbell) > lunge-dumbbell
Running (Treadmill) > treadmill
Rowing (Machine) > rowing-machine
Cycling (Indoor) > stationary-bike
Elliptical Machine > elliptical
Jump Rope > jump-rope
Plank > plank
Mountain Climber > mountain-climber
Ab Wheel > ab-wheel-rollout
Kettlebell Turkish Get Up > turkish-get-up-kettlebell
Seated Shoulder Press (Machine) > shoulder-press-machine
Squat (Smith Machine) > squat-smith-machine
Single Arm Lat Pulldown > single-arm-lat-pulldown-cable
Trap Bar Shrug > shrug-trap-bar
Band Pullaparts > band-pull-apart
Reverse Curl (Barbell) > reverse-curl-barbell
"""

PLAIN = """
Flat Barbell Bench Press > bench-press-barbell
Flat Dumbbell Bench Press > bench-press-dumbbell
Incline Dumbbell Fly > incline-chest-fly-dumbbell
Overhead Press > overhead-press-barbell
Seated Dumbbell Press > shoulder-press-dumbbell
Lateral Dumbbell Raise > lateral-raise-dumbbell
Rear Delt Dumbbell Raise > reverse-fly-dumbbell
Barbell Row > bent-over-row-barbell
Dumbbell Row > single-arm-row-dumbbell
Pendlay Row > pendlay-row-barbell
T-Bar Row > t-bar-row
Hammer Strength Row > iso-lateral-row-machine
Lat Pulldown > lat-pulldown-cable
Chin Up > chin-up
Pull Up > pull-up
Neutral Chin Up > neutral-grip-pull-up
Close Grip Barbell Bench Press > close-grip-bench-press-barbell
Parallel Bar Triceps Dip > triceps-dip
V-Bar Push Down > v-bar-pushdown-cable
Rope Push Down > rope-pushdown-cable
EZ-Bar Curl > biceps-curl-ez-bar
EZ-Bar Preacher Curl > preacher-curl-ez-bar
EZ-Bar Skullcrusher > skull-crusher-ez-bar
Dumbbell Concentration Curl > concentration-curl-dumbbell
Leg Press > leg-press-machine
Leg Extension Machine > leg-extension-machine
Lying Leg Curl Machine > lying-leg-curl-machine
Seated Calf Raise Machine > seated-calf-raise-machine
Standing Calf Raise Machine > standing-calf-raise-machine
Stiff-Legged Deadlift > stiff-leg-deadlift-barbell
Rack Pull > rack-pull-barbell
Good Morning > good-morning-barbell
Glute-Ham Raise > glute-ham-raise
Ab-Wheel Rollout > ab-wheel-rollout
Hanging Knee Raise > hanging-knee-raise
Crunch > crunch
Elliptical Trainer > elliptical
Stationary Bike > stationary-bike
Swimming > swimming
Walking > walking
Rowing Machine > rowing-machine
Barbell Shrug > shrug-barbell
Log Press > log-press
"""

PLURALS = """
Squat > squat-barbell
Bench Press > bench-press-barbell
Deadlift > deadlift-barbell
Barbell Rows > bent-over-row-barbell
Pullups > pull-up
Chinups > chin-up
Dips > chest-dip
Power Clean > power-clean-barbell
Skullcrushers > skull-crusher-barbell
Barbell Curls > biceps-curl-barbell
Face Pulls > face-pull-cable
Calf Raises > standing-calf-raise-machine
Push-ups > push-up
Sit-ups > sit-up
Leg Curls > lying-leg-curl-machine
Lunges > lunge-bodyweight
Hyperextensions > back-extension
Front Squat > front-squat-barbell
Romanian Deadlifts > romanian-deadlift-barbell
Planks > plank
"""

SHORTHAND = """
ohp > overhead-press-barbell
rdl > romanian-deadlift-barbell
sldl > stiff-leg-deadlift-barbell
cgbp > close-grip-bench-press-barbell
bbr > bent-over-row-barbell
ghr > glute-ham-raise
DB Bench Press > bench-press-dumbbell
BB Bench Press > bench-press-barbell
KB Swing > swing-kettlebell
DB RDL > romanian-deadlift-dumbbell
TRX Row > inverted-row-suspension
Hex Bar Deadlift > deadlift-trap-bar
Pushup > push-up
Push-Up > push-up
Chin-Ups > chin-up
Tricep Pushdown > triceps-pushdown-cable
Lat Pull Down > lat-pulldown-cable
One-Arm Dumbbell Row > single-arm-row-dumbbell
Single-Leg Press > single-leg-press-machine
Burpees > burpee
"""

GERMAN = """
Bankdrücken > bench-press-barbell
Kniebeuge > squat-barbell
Kreuzheben > deadlift-barbell
Klimmzüge > pull-up
Liegestütze > push-up
Schulterdrücken > overhead-press-barbell
Langhantelrudern > bent-over-row-barbell
Beinpresse > leg-press-machine
Latzug > lat-pulldown-cable
Seitheben > lateral-raise-dumbbell
Wadenheben > standing-calf-raise-machine
Laufband > treadmill
Crosstrainer > elliptical
Bizepscurls > biceps-curl-dumbbell
Butterfly > chest-fly-machine
"""


EXERCISES = load_exercises()
SET_TYPES = load_set_types()
BY_NAME = {name_key(n): e.slug for e in EXERCISES for n in (e.name, e.de, *e.aliases)}
SET_TYPE_BY_NAME = {name_key(n): s.slug for s in SET_TYPES for n in (s.name, s.de, *s.aliases)}

ENTRY = {
    "slug": "row-barbell",
    "name": "Row (Barbell)",
    "de": "Rudern (Langhantel)",
    "kind": "weight_reps",
    "equipment": "barbell",
    "primary": ["upper_back"],
    "secondary": ["biceps"],
}
SET_TYPE = {"slug": "drop", "name": "Drop set", "de": "Dropsatz", "description": "Lighter."}


def test_at_least_430_exercises_ship() -> None:
    assert len(EXERCISES) >= 430


def test_slugs_are_unique_and_fit_their_name() -> None:
    slugs = Counter(e.slug for e in EXERCISES)
    assert [slug for slug, times in slugs.items() if times > 1] == []
    assert [slug for slug in slugs if not slug.replace("-", "").isalnum() or slug != slug.lower()] == []


@pytest.mark.parametrize("entries", [EXERCISES, SET_TYPES], ids=["exercises", "set types"])
def test_a_name_stands_for_one_entry_and_is_said_once(
    entries: tuple[CatalogueExercise | CatalogueSetType, ...],
) -> None:
    keys: Counter[str] = Counter()
    for entry in entries:
        keys.update([name_key(entry.name), *(name_key(alias) for alias in entry.aliases)])
        if name_key(entry.de) != name_key(entry.name):
            keys[name_key(entry.de)] += 1
    assert [key for key, times in keys.items() if times > 1] == []


def test_the_vocabulary_is_that_of_the_model() -> None:
    assert set(Kind.values) == KINDS
    assert set(Equipment.values) == EQUIPMENT
    assert set(Muscle.values) == MUSCLES


def test_every_word_of_the_vocabulary_is_used_by_three_exercises_or_more() -> None:
    muscles = Counter(muscle for e in EXERCISES for muscle in (*e.primary, *e.secondary))
    equipment = Counter(e.equipment for e in EXERCISES)
    kinds = Counter(e.kind for e in EXERCISES)
    used = {**muscles, **equipment, **kinds}
    assert {word: used.get(word, 0) for word in MUSCLES | EQUIPMENT | KINDS if used.get(word, 0) < 3} == {}


def test_the_common_ones_are_described() -> None:
    assert sum(bool(e.description) for e in EXERCISES) >= 110


@pytest.mark.parametrize(
    "table",
    [EQUIPMENT_FIRST, EQUIPMENT_IN_BRACKETS, PLAIN, PLURALS, SHORTHAND, GERMAN],
    ids=["equipment first", "equipment in brackets", "plain", "plurals", "shorthand", "German"],
)
def test_names_that_other_trackers_print_are_found(table: str) -> None:
    printed = dict(line.split(" > ") for line in table.split("\n") if line)
    assert {name: BY_NAME.get(name_key(name)) for name in printed} == printed


def test_eight_set_types_ship_in_order_and_one_is_a_warm_up() -> None:
    assert [s.slug for s in SET_TYPES] == [
        "working",
        "warm_up",
        "drop",
        "back_off",
        "failure",
        "amrap",
        "cluster",
        "rest_pause",
    ]
    assert [s.position for s in SET_TYPES] == list(range(1, 9))
    assert [s.slug for s in SET_TYPES if s.warm_up] == ["warm_up"]
    assert all(s.description for s in SET_TYPES)


@pytest.mark.parametrize(
    ("printed", "slug"),
    [
        ("normal", "working"),
        ("warmup", "warm_up"),
        ("Warm-up", "warm_up"),
        ("W", "warm_up"),
        ("dropset", "drop"),
        ("D", "drop"),
        ("failure", "failure"),
        ("F", "failure"),
        ("Backoff", "back_off"),
        ("as many reps as possible", "amrap"),
        ("Cluster", "cluster"),
        ("Myo-reps", "rest_pause"),
    ],
)
def test_set_types_are_found_as_other_trackers_write_them(printed: str, slug: str) -> None:
    assert SET_TYPE_BY_NAME[name_key(printed)] == slug


def test_equipment_moves_and_plurals_follow_from_the_name() -> None:
    assert arrangements("Curl (Barbell)") == ["Barbell Curl", "Curl - Barbell", "BB Curl", "Barbell Curls"]
    assert arrangements("Plank") == []


def test_compound_words_are_written_the_other_ways() -> None:
    assert list(compounds("Push Up (Weighted)")) == ["Push-Up (Weighted)", "Pushup (Weighted)"]
    assert "Weighted Chinups" in set(spellings("Chin Up (Weighted)"))
    assert list(compounds("Upright Row")) == []


def test_a_written_name_wins_against_a_derived_one() -> None:
    other = {**ENTRY, "slug": "other", "name": "Bench Row", "de": "Bankrudern", "aliases": ["Barbell Row"]}
    row, bench_row = read_exercises([("back.toml", [ENTRY, other])])
    assert "Barbell Row" not in row.aliases
    assert "Barbell Rows" in row.aliases
    assert "Barbell Row" in bench_row.aliases


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"kind": "sets"}, "'kind' is unknown: 'sets'"),
        ({"equipment": "broom"}, "'equipment' is unknown: 'broom'"),
        ({"secondary": ["tail", "biceps"]}, "'secondary' is unknown: 'tail'"),
        ({"secondary": ["biceps", "biceps"]}, "'secondary' names a muscle twice"),
        ({"secondary": ["upper_back"]}, "a muscle is both primary and secondary"),
        ({"primary": []}, "'primary' names no muscle"),
        ({"de": ""}, "'de' must be a text"),
        ({"name": "x" * 201}, "'name' is longer than 200 characters"),
        ({"aliases": "Row"}, "'aliases' must be a list of texts"),
        ({"aliases": ["Rowing", "ROWING"]}, "the name 'Rowing' already belongs to row-barbell"),
        ({"aliases": ["row (barbell)"]}, "the name 'Row (Barbell)' already belongs to row-barbell"),
        ({"muscle": "biceps"}, "unknown fields: muscle"),
    ],
)
def test_a_wrong_entry_is_refused_with_file_and_slug(change: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError) as caught:
        read_exercises([("back.toml", [{**ENTRY, **change}])])
    assert str(caught.value) == f"back.toml: row-barbell: {message}"


def test_an_entry_without_a_slug_is_refused() -> None:
    entry = {key: value for key, value in ENTRY.items() if key != "slug"}
    with pytest.raises(ValueError, match=r"^back\.toml: an entry without a slug: 'slug' must be a text$"):
        read_exercises([("back.toml", [entry])])


def test_a_slug_or_name_of_another_file_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^legs\.toml: row-barbell: this slug stands twice$"):
        read_exercises([("back.toml", [ENTRY]), ("legs.toml", [ENTRY])])
    twin = {**ENTRY, "slug": "twin", "de": "Zwilling"}
    with pytest.raises(
        ValueError, match=r"^legs\.toml: twin: the name 'Row \(Barbell\)' already belongs to row-barbell$"
    ):
        read_exercises([("back.toml", [ENTRY]), ("legs.toml", [twin])])


def test_the_warm_up_mark_of_a_set_type_is_true_or_false() -> None:
    with pytest.raises(ValueError, match=r"^set_types\.toml: drop: 'warm_up' must be true or false$"):
        read_set_types("set_types.toml", [{**SET_TYPE, "warm_up": "no"}])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[exercise]]\nslug = row\n", r"^odd\.toml: .*line 2"),
        ('[[exercise]]\nslug = "row"\n[other]\n', r"^odd\.toml: expected nothing but \[\[exercise\]\]$"),
        ("", r"^odd\.toml: expected nothing but \[\[exercise\]\]$"),
    ],
    ids=["broken", "something else", "empty"],
)
def test_a_file_that_is_no_catalogue_is_refused_by_its_name(tmp_path: Path, text: str, message: str) -> None:
    source = tmp_path / "odd.toml"
    source.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=message):
        _entries(source, "exercise")

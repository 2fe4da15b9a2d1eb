"""The body measures that come with the product: stable keys, names to translate, and what other apps call them."""

from dataclasses import dataclass

from workouttracker.kit.text import mark, name_key

BODY_WEIGHT = "body_weight"
BODY_FAT = "body_fat"


@dataclass(frozen=True, slots=True)
class ShippedMeasure:
    """A shipped measure. ``quantity`` is a value of ``Quantity``; ``aliases`` are what files of other apps say."""

    key: str
    name: str
    quantity: str
    aliases: tuple[str, ...] = ()


MEASURES = (
    ShippedMeasure(
        BODY_WEIGHT,
        mark("Body weight"),
        "weight",
        ("Bodyweight", "Weight", "Mass", "Körpergewicht", "Gewicht", "Peso", "Peso corporal", "Poids"),
    ),
    ShippedMeasure(
        BODY_FAT,
        mark("Body fat"),
        "percent",
        ("Bodyfat", "Body Fat Percentage", "Body Fat %", "Fat", "Fat Percent", "Körperfett", "Körperfettanteil"),
    ),
    ShippedMeasure("muscle_mass", mark("Muscle mass"), "weight", ("Muscle", "Lean Body Mass", "Muskelmasse")),
    ShippedMeasure("neck", mark("Neck"), "length", ("Hals", "Nacken")),
    ShippedMeasure("shoulders", mark("Shoulders"), "length", ("Shoulder", "Schultern")),
    ShippedMeasure("chest", mark("Chest"), "length", ("Bust", "Brust")),
    ShippedMeasure("waist", mark("Waist"), "length", ("Taille",)),
    ShippedMeasure("abdomen", mark("Abdomen"), "length", ("Belly", "Stomach", "Upper Abs", "Lower Abs", "Bauch")),
    ShippedMeasure("hips", mark("Hips"), "length", ("Hip", "Glutes", "Hüfte")),
    ShippedMeasure(
        "upper_arm_left", mark("Left upper arm"), "length", ("Left Bicep", "Left Biceps", "Left Arm", "Upper Arm Left")
    ),
    ShippedMeasure(
        "upper_arm_right",
        mark("Right upper arm"),
        "length",
        ("Right Bicep", "Right Biceps", "Right Arm", "Upper Arm Right"),
    ),
    ShippedMeasure("forearm_left", mark("Left forearm"), "length", ("Forearm Left",)),
    ShippedMeasure("forearm_right", mark("Right forearm"), "length", ("Forearm Right",)),
    ShippedMeasure("thigh_left", mark("Left thigh"), "length", ("Thigh Left",)),
    ShippedMeasure("thigh_right", mark("Right thigh"), "length", ("Thigh Right",)),
    ShippedMeasure("calf_left", mark("Left calf"), "length", ("Calf Left",)),
    ShippedMeasure("calf_right", mark("Right calf"), "length", ("Calf Right",)),
    ShippedMeasure("height", mark("Height"), "length", ("Körpergröße",)),
    ShippedMeasure("resting_heart_rate", mark("Resting heart rate"), "plain", ("Resting Pulse", "Ruhepuls")),
)


def keys_by_name() -> dict[str, str]:
    """The key of the shipped measure that a name (see ``name_key``) means in files of other apps."""
    return {name_key(name): each.key for each in MEASURES for name in (each.name, each.key, *each.aliases)}

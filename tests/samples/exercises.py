"""Names of exercises as the app prints them: equipment first, then the movement; and what users make of them."""

_MOVEMENTS = {
    "Barbell": (
        "Bench Press, Incline Bench Press, Decline Bench Press, Close Grip Bench Press, Floor Press, Back Squat, "
        "Front Squat, Box Squat, Deadlift, Sumo Deadlift, Romanian Deadlift, Rack Pull, Good Morning, Hip Thrust, "
        "Glute Bridge, Overhead Press, Push Press, Bent Over Row, Pendlay Row, Upright Row, Curl, Reverse Curl, Skull "
        "Crusher, Shrug, Walking Lunge, Split Squat, Calf Raise, Power Clean, Hang Clean, Snatch, Thruster, Wrist "
        "Curl"
    ),
    "Dumbbell": (
        "Bench Press, Incline Bench Press, Decline Bench Press, Floor Press, Chest Fly, Incline Chest Fly, Pullover, "
        "Shoulder Press, Arnold Press, Lateral Raise, Front Raise, Rear Delt Fly, Bent Over Row, One Arm Row, Shrug, "
        "Biceps Curl, Hammer Curl, Incline Curl, Concentration Curl, Overhead Triceps Extension, Triceps Kickback, "
        "Goblet Squat, Bulgarian Split Squat, Walking Lunge, Step Up, Romanian Deadlift, Calf Raise, Farmers Walk, "
        "Suitcase Carry, Snatch, Side Bend, Renegade Row"
    ),
    "Cable": (
        "Crossover, Chest Fly, Seated Row, Face Pull, Lateral Raise, Rear Delt Fly, Triceps Pushdown, Rope Pushdown, "
        "Overhead Triceps Extension, Biceps Curl, Rope Hammer Curl, Crunch, Woodchopper, Pull Through, Kickback, "
        "Straight Arm Pulldown, Upright Row, Pallof Press"
    ),
    "Machine": (
        "Chest Press, Incline Chest Press, Chest Fly, Shoulder Press, Lateral Raise, Reverse Fly, Seated Row, High "
        "Row, Lat Pulldown, Leg Press, Hack Squat, Leg Extension, Seated Leg Curl, Lying Leg Curl, Hip Abduction, Hip "
        "Adduction, Standing Calf Raise, Seated Calf Raise, Glute Kickback, Biceps Curl, Triceps Extension, Back "
        "Extension, Crunch"
    ),
    "Kettlebell": (
        "Swing, Goblet Squat, Clean, Clean and Press, Snatch, Turkish Get Up, Windmill, Halo, Front Rack Carry, "
        "Single Leg Deadlift"
    ),
    "Smith Machine": "Bench Press, Incline Bench Press, Squat, Split Squat, Shoulder Press, Calf Raise, Row",
    "EZ Bar": "Curl, Preacher Curl, Skull Crusher, Upright Row",
    "Trap Bar": "Deadlift, Shrug, Farmers Walk",
    "Bodyweight": "Squat, Lunge, Calf Raise, Hip Thrust, Row",
    "Weighted": "Push Up, Pull Up, Chin Up, Dip, Plank",
}
_ALONE = (
    "Push Up, Diamond Push Up, Decline Push Up, Pike Push Up, Pull Up, Wide Grip Pull Up, Chin Up, Chest Dip, Bench "
    "Dip, Plank, Side Plank, Hanging Leg Raise, Hanging Knee Raise, Sit Up, Russian Twist, Bicycle Crunch, Dead Bug, "
    "Bird Dog, Mountain Climber, Burpee, Box Jump, Nordic Curl, Back Extension, Ab Wheel Rollout, Landmine Press, "
    "Landmine Row, T Bar Row, Sled Push, Battle Rope, Wall Sit, Muscle Up, Inverted Row"
)

PLAIN: tuple[str, ...] = tuple(
    f"{equipment} {movement}" for equipment, movements in _MOVEMENTS.items() for movement in movements.split(", ")
) + tuple(_ALONE.split(", "))
"""Ordinary names, each once."""

ODD: tuple[str, ...] = (
    "Finisher Circuit Workout",
    "Kniebeuge mit Langhantel",
    "Développé couché, prise serrée",
    "Жим лёжа",
    "ベンチプレス",
    "تمرين الضغط",
    "Curl 💪 21s",
    'Press "behind the neck"',
)
"""Names that users typed: other scripts, an emoji, a comma, quotation marks, the last word of most titles."""

NAMES = PLAIN + ODD

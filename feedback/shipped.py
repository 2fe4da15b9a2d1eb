"""The reply templates that are shipped. Their names are translated where they are shown; edits of admins stay."""

from workouttracker.kit.text import mark

TEMPLATES: tuple[tuple[str, str, str], ...] = (
    (
        mark("Thank you"),
        "Thank you for “{subject}”. We have read it and will look into it. You get a mail when something happens.",
        "Danke für „{subject}“. Wir haben es gelesen und kümmern uns. Du bekommst eine Mail, sobald es Neues gibt.",
    ),
    (
        mark("We need more"),
        "Thank you for “{subject}”. We could not see it ourselves yet. What did you do just before it?\n\n{link}",
        "Danke für „{subject}“. Wir konnten es noch nicht nachvollziehen. Was hast du davor getan?\n\n{link}",
    ),
    (
        mark("It is done"),
        "“{subject}” is done. It comes with version {version}. Tell us if something is still missing.",
        "„{subject}“ ist erledigt. Es kommt mit Version {version}. Sag uns, falls noch etwas fehlt.",
    ),
    (
        mark("Not for now"),
        "Thank you for “{subject}”. We thought about it and will not do it for now. We keep it in mind.",
        "Danke für „{subject}“. Wir haben darüber nachgedacht und setzen es vorerst nicht um. Wir behalten es im Kopf.",
    ),
)
"""Name, text in English, text in German."""

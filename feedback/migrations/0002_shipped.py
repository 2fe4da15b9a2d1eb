"""What the shipped group may do, and the shipped reply templates. Whoever changes them afterwards is not overruled."""

from django.db import migrations

from accounts.groups import grant
from feedback.shipped import TEMPLATES

GROUP = "Feedback"
EVERYTHING = ("view", "add", "change", "delete")
GRANTED = {
    "feedback": ("view", "change", "delete"),
    "category": EVERYTHING,
    "replytemplate": EVERYTHING,
}


def make(apps, schema_editor):
    for model, actions in GRANTED.items():
        grant(apps, group=GROUP, app="feedback", model=model, actions=actions)
    templates = apps.get_model("feedback", "ReplyTemplate").objects
    for position, (name, text_en, text_de) in enumerate(TEMPLATES):
        texts = {"text_en": text_en, "text_de": text_de, "position": position}
        templates.get_or_create(name=name, defaults=texts)


class Migration(migrations.Migration):
    dependencies = [("feedback", "0001_initial"), ("accounts", "0004_groups")]
    operations = [migrations.RunPython(make, migrations.RunPython.noop)]

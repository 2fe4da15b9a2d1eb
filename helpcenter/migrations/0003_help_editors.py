"""What the shipped group of help editors may do."""

from django.db import migrations

WRITTEN = ("article", "category", "question", "term", "topic", "video")


def grant_all(apps, schema_editor):
    from accounts.groups import grant

    for model in WRITTEN:
        grant(apps, group="Help editors", app="helpcenter", model=model, actions=["view", "add", "change", "delete"])
    grant(apps, group="Help editors", app="helpcenter", model="vote", actions=["view", "delete"])
    grant(apps, group="Help editors", app="helpcenter", model="earliertext", actions=["view"])


class Migration(migrations.Migration):
    dependencies = [
        ("helpcenter", "0002_full_text"),
        ("accounts", "0004_groups"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(grant_all, migrations.RunPython.noop)]

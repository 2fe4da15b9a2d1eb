"""The groups that the product ships. Whoever changes them afterwards is not overruled."""

from django.db import migrations

GROUPS = {
    "User managers": [
        ("accounts", "user", ["view", "add", "change", "delete"]),
        ("accounts", "loginhistory", ["view"]),
    ],
    "Job operators": [("jobs", "job", ["view", "change", "delete"])],
    "Feedback": [],
    "Help editors": [],
}
# The permissions of the last two come with the tables they are about (accounts.groups.grant in those migrations).


def make(apps, schema_editor):
    from accounts.groups import grant

    group_of = apps.get_model("auth", "Group").objects.get_or_create
    for name, granted in GROUPS.items():
        group_of(name=name)
        for app, model, actions in granted:
            grant(apps, group=name, app=app, model=model, actions=actions)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_login_history"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(make, migrations.RunPython.noop)]

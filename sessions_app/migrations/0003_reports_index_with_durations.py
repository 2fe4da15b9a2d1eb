"""Reports read times, distances and the weight of timed sets from the index too."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sessions_app", "0002_body_measurements")]

    operations = [
        migrations.RemoveIndex(model_name="workoutset", name="set_for_reports"),
        migrations.AddIndex(
            model_name="workoutset",
            index=models.Index(
                fields=["owner", "local_date"],
                include=(
                    "exercise_type",
                    "session",
                    "session_kind",
                    "is_warm_up",
                    "reps_done",
                    "reps_failed",
                    "top_weight",
                    "top_weight_reps",
                    "tonnage",
                    "weight",
                    "duration_seconds",
                    "distance_metres",
                ),
                name="set_for_reports",
            ),
        ),
    ]

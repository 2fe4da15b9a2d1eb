"""Indexes for the admins' pages; times of rows are the database's."""

import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("jobs", "0001_initial")]

    operations = [
        migrations.AlterField(
            model_name="job",
            name="created_at",
            field=models.DateTimeField(
                db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name="created"
            ),
        ),
        migrations.AlterField(
            model_name="jobattempt",
            name="started_at",
            field=models.DateTimeField(
                db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name="started"
            ),
        ),
        migrations.AddIndex(
            model_name="job",
            index=models.Index(fields=["-created_at", "-id"], name="job_history"),
        ),
        migrations.AddIndex(
            model_name="job",
            index=models.Index(fields=["state", "-created_at", "-id"], name="job_history_state"),
        ),
        migrations.AddIndex(
            model_name="job",
            index=models.Index(fields=["kind", "-created_at", "-id"], name="job_history_kind"),
        ),
        migrations.AddIndex(
            model_name="job",
            index=models.Index(
                condition=models.Q(("finished_at__isnull", False)),
                fields=["finished_at"],
                include=("kind", "state", "started_at", "created_at"),
                name="job_finished",
            ),
        ),
    ]

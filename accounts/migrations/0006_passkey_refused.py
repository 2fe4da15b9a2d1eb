"""One more reason why an attempt to sign in failed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_count_body_weight")]
    operations = [
        migrations.AlterField(
            "loginhistory",
            "reason",
            models.CharField(
                blank=True,
                choices=[
                    ("password", "wrong e-mail or password"),
                    ("code", "wrong second factor"),
                    ("key", "wrong passkey or key"),
                    ("limited", "too many tries"),
                    ("inactive", "account switched off"),
                    ("unconfirmed", "e-mail not confirmed"),
                ],
                max_length=12,
                verbose_name="reason",
            ),
        )
    ]

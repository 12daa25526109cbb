from typing import Any

from django.db import migrations, models
from django.db.models import F


def earlier_are_read(apps: Any, schema_editor: object) -> None:
    """What was written before this was asked is not new to anybody."""
    apps.get_model("ledger", "MessageRow").objects.update(read_at=F("at"))


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0007_task_owner'),
    ]

    operations = [
        migrations.AddField(
            model_name='messagerow',
            name='about',
            field=models.CharField(default='', max_length=12),
        ),
        migrations.AddField(
            model_name='messagerow',
            name='read_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.RunPython(earlier_are_read, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name='messagerow',
            index=models.Index(condition=models.Q(('from_person', True), ('read_at', None)), fields=['organisation', 'request'], name='message_unread'),
        ),
    ]

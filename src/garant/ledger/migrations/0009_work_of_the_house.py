import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0008_messages_read'),
    ]

    operations = [
        migrations.AlterField(
            model_name='steprow',
            name='plan',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, to='ledger.planrow'),
        ),
    ]

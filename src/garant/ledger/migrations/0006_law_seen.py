import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0005_findings'),
    ]

    operations = [
        migrations.CreateModel(
            name='LawRow',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('prints', models.JSONField()),
                ('seen', models.DateTimeField()),
                ('by', models.CharField(max_length=100)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='ledger.organisationrow')),
            ],
            options={
                'db_table': 'law_seen',
            },
        ),
    ]

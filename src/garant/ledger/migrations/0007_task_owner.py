from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0006_law_seen'),
    ]

    operations = [
        migrations.AddField(
            model_name='taskrow',
            name='owner',
            field=models.CharField(default='', max_length=100),
        ),
    ]

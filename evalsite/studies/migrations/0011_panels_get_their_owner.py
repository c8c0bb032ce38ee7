from django.db import migrations


def give(apps, schema_editor):
    """A panel that one researcher's studies use is his; one that several use stays theirs."""
    Channel = apps.get_model("raters", "Channel")
    Recruitment = apps.get_model("studies", "Recruitment")
    for channel in Channel.objects.filter(kind="panel", owner=None):
        ways = Recruitment.objects.filter(channel=channel)
        owners = set(ways.values_list("study__owner", flat=True))
        if len(owners) == 1:
            channel.owner_id = owners.pop()
            channel.save(update_fields=["owner"])


class Migration(migrations.Migration):

    dependencies = [
        ("raters", "0004_panels_and_failures_belong_to_an_owner"),
        ("studies", "0010_minutes_active_from_four_about"),
    ]

    operations = [migrations.RunPython(give, migrations.RunPython.noop)]

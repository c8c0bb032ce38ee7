from django.db import migrations

SQLITE = """
CREATE TRIGGER votes_are_never_updated BEFORE UPDATE ON studies_vote
BEGIN SELECT RAISE(ABORT, 'votes are evidence: never updated'); END
"""
POSTGRES = """
CREATE FUNCTION votes_are_never_updated() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION 'votes are evidence: never updated' USING ERRCODE = 'integrity_constraint_violation'; END
$$ LANGUAGE plpgsql;
CREATE TRIGGER votes_are_never_updated BEFORE UPDATE ON studies_vote
FOR EACH ROW EXECUTE FUNCTION votes_are_never_updated();
"""
DROP = {
    "sqlite": "DROP TRIGGER votes_are_never_updated",
    "postgresql": "DROP TRIGGER votes_are_never_updated ON studies_vote;"
    "DROP FUNCTION votes_are_never_updated()",
}


def create(apps, schema_editor):
    statements = {"sqlite": SQLITE, "postgresql": POSTGRES}
    schema_editor.execute(statements[schema_editor.connection.vendor])


def drop(apps, schema_editor):
    schema_editor.execute(DROP[schema_editor.connection.vendor])


class Migration(migrations.Migration):
    dependencies = [("studies", "0001_initial")]
    operations = [migrations.RunPython(create, drop)]

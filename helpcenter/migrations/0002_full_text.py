"""What search looks through, beside the tables that Django knows (see helpcenter/search/backends.py)."""

from django.db import migrations

POSTGRES = """
CREATE EXTENSION IF NOT EXISTS pg_trgm;
ALTER TABLE helpcenter_searchdocument ADD COLUMN vector tsvector NOT NULL DEFAULT ''::tsvector;
CREATE INDEX helpcenter_vector ON helpcenter_searchdocument USING gin (vector);
CREATE INDEX helpcenter_trigrams ON helpcenter_searchword USING gist (word gist_trgm_ops);
"""
POSTGRES_BACK = """
DROP INDEX helpcenter_trigrams;
DROP INDEX helpcenter_vector;
ALTER TABLE helpcenter_searchdocument DROP COLUMN vector;
"""
SQLITE = """
CREATE VIRTUAL TABLE helpcenter_fts USING fts5(
    title, keywords, summary, body, tokenize = 'porter unicode61 remove_diacritics 2', prefix = '2 3'
);
"""
SQLITE_BACK = "DROP TABLE helpcenter_fts;"


def run(postgres, sqlite):
    def act(apps, schema_editor):
        sql = postgres if schema_editor.connection.vendor == "postgresql" else sqlite
        for statement in sql.strip().split(";\n"):
            if statement.strip(";\n "):
                schema_editor.execute(statement.rstrip(";\n"))

    return act


class Migration(migrations.Migration):
    dependencies = [("helpcenter", "0001_initial")]
    operations = [migrations.RunPython(run(POSTGRES, SQLITE), run(POSTGRES_BACK, SQLITE_BACK))]

"""Finding help: one interface over PostgreSQL's full text and SQLite's FTS5."""

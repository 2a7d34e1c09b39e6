"""The one memory: database, migrations and content-addressed files."""

"""The register room: spreadsheets in, people and mandates out, every problem named by its cell."""

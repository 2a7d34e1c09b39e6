"""The way to Prefect's pages and API behind the door: what goes through, and who may."""

"""One module per step of the year: plain functions that combine the rooms; callable without Prefect."""

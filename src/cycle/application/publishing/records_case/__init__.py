"""The year as a case of the community's records system (sak-arkivsystem)."""

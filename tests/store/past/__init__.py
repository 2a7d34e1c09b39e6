"""Databases as each past version left them: kept once, never made again."""

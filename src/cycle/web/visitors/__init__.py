"""Who visits: log-in by link or provider, sessions, and the secrets of a home."""

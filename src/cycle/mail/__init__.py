"""Messages, calendar files, the hardened transport and the rules of the outbox."""

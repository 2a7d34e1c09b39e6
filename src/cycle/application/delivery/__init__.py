"""Plans, queues, sends and accounts for every mail."""

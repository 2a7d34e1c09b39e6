"""The mails: the ledger, what was handed to a server, what came back, and the guard against sending twice."""

"""The commands about letters and mails that are asked for, sent and answered."""

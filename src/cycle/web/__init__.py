"""Read-only pages where people look at letters, mails and the site before and after they decide."""

"""A finished message: addresses, headers, bodies, attachments, calendar file, signature."""

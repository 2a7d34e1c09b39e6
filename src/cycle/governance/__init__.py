"""Pure rules: rules as data in, host, committee, invitees and milestones out, each with its reason."""

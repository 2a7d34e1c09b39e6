"""Pages where people see the year, decide, log in, look at letters, mails and site; and the door before Prefect."""

"""Runs the migrations on the connection that `open_database` hands over, in its one transaction."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], transactional_ddl=False)
context.run_migrations()

"""Runs the migrations on the connection that `open_database` hands over, in its one transaction."""

from alembic import context

from cycle.store.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, transactional_ddl=False)
context.run_migrations()

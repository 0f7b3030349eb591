"""Alembic's entrance. In: a connection in `config.attributes`. Out: the migrations run in its transaction."""

from alembic import context

from articles.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    user_module_prefix="",
)
context.run_migrations()

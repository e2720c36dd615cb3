"""Migrations of the tables that alerts owns, as the Alembic branch ``alerts``."""

"""Migrations of the station's database. Alembic reads the files of this folder as scripts, so they
must lie on the disk also in a frozen program."""

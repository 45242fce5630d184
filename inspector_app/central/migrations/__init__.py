"""Steps from one shape of the centre's database to the next. Run by `central.database`."""

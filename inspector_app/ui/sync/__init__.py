"""What was saved here and how far it has come on its way to the centre."""

"""The list of cases that wait for an inspector."""

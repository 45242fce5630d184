"""The red-channel inspector."""

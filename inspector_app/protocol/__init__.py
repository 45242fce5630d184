"""The messages between a station and the centre, and how they are written down."""

PROTOCOL_VERSION = 1
"""The version this program speaks. A centre states the range it understands in its hello."""

"""The messages between a station and the centre, and how they are written down."""

PROTOCOL_VERSION = 2
"""The version this program speaks. 1: operations, receipts, feed, downloads. 2: signatures,
conflicts, enrolment, what the centre has of a device, files sent up. A centre states the range it
understands in its hello."""

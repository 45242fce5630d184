"""The acts of the scan view, a module for each kind: its actions as data, and what they do."""

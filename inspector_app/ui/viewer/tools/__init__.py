"""What the mouse draws with."""

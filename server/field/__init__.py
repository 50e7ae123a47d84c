"""Floor 4a: life outdoors."""

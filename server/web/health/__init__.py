"""Health: what a machine asks before it sends people here."""

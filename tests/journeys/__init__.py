"""One journey per promise of the README, in a real browser against the real server."""

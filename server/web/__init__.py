"""Floor 6: ways in.  No rule lives here; views ask queries, call actions and show what they hear."""

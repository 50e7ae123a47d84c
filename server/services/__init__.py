"""Floor 1: tables that know no person and no asset; actors and objects are plain values."""

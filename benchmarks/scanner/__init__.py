"""How well plates are read from bad pictures: a generated hard set, and what each engine makes of it."""

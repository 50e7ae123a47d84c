"""Quarantine (等人决定): items that were kept but not carried out, until a person admits or refuses them.

Plan: section four, part 10.  Nothing that someone recorded is thrown away by a rule alone.
"""

"""The demo county (示范县, 140699): fictional places, people, things and their past, to try the product on.

Loaded once, in demo mode only; the same on every machine for the same day of loading.  No person, place below
the county or number in it is real (domain/9, 22).
"""

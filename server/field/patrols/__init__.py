"""Patrols (定期巡查): plans, and the task that falls due at one asset in one round.

Plan: section four, part 10.  A campaign of the season is a plan for a place that ends by its day.
A task is about a place, never about a person: nothing is counted against anyone.
"""

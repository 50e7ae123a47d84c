"""Access (权限): the mechanism that asks server/permissions.py who may do what, and the data scope.

Plan: section four, part 3: each level sees and manages what is its own.  Rooms only offer predicates.
"""

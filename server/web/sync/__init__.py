"""Sync: how phones bring what people recorded, and learn what has changed.  The protocol is docs/sync.md.

Plan: section four, part 10 (定期巡查).  An item is never lost: it is accepted, or kept with
the reason why not.
"""

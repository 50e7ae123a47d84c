"""Custody (管护): who cares for an asset, and whom a villager may ring.

Plan: section four, part 7: 明确管理主体, 落实管护责任.
"""

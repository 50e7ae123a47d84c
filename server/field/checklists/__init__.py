"""Checklists (巡查检查表): what is looked at, by type of asset and by who looks.

Plan: section four, part 10 (定期巡查).  A template is immutable once published; a visit names its version.
"""

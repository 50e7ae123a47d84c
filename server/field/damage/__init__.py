"""Damage (损坏报告): what is broken, who says so, and what became of it.

Plan: section four, part 7 (确保资产损坏及时发现、及时维护).  Life cycle: submitted → confirmed → dispatched →
resolved → closed → archived, or rejected; the reporter's 没修好 reopens one level up.
"""

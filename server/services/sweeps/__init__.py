"""Sweeps: periodic work by one process; what is due is read from state, nothing is queued.

Plan: section four, part 7 (确保资产损坏及时发现、及时维护).  A lease row keeps
two processes from sweeping at once.
"""

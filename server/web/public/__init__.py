"""Public pages (扫码页): what anyone who scans a plate sees, says and follows; no login, no script needed.

Plan: section four, parts 7 and 10 (管护, 监督).  Only the whitelist of card.py ever leaves this room.
"""

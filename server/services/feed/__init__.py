"""The feed: what phones pull and are told, and the items and receipts of what they push.

Plan: section five, part 1 (按职责建立台账, 落实工作任务).  One head row a county counts everything that must
be in order; it is locked once, last in each transaction, because a bare database sequence would let a reader
miss rows that commit late.
"""

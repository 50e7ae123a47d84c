"""Notices (提醒): what somebody should hear of, in his own inbox; told in the transaction of the act.

Plan: section four, part 7 (确保资产损坏及时发现、及时维护).  Life: unread → read.
Nobody sees what others have read.
"""

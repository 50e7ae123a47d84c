"""Channels (提醒渠道): how a village, a township or a county is told outside: a number and a link.

Plan: section four, part 7 (确保资产损坏及时发现、及时维护).  Life: waiting → sent, or failed → given_up.
Nothing is sent inside a transaction; names never leave the house.
"""

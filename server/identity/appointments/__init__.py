"""Appointments (任职): who holds which post, where and for how long, and who may give it to him.

Plan: section four, part 7 (落实责任单位和责任人).  A person is invited with his first posts; a post begins
and ends by date; a person is active or suspended, never deleted.
"""

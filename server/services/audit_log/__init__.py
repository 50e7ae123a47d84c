"""The system's own log (审计日志): who did what to which thing, written in the transaction of the act.

Plan: section four, part 10 (监督).  Rows are only ever added.
"""

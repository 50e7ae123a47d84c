"""The log (审计日志): who did what, written in the transaction of the act itself; only ever added to.

Source: 网络安全法 art. 21 and 等保 (domain/6).  A row is queued by the act,
numbered and chained when the unit of work is sealed, and after some years moved into an archive file.
"""

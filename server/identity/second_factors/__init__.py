"""Second factors (动态口令): a code of the phone beside the password, where a county asks for it.

Source: 等级保护 level 3, security.md.  A factor: begun → confirmed by its first right code → taken off.
"""

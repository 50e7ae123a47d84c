"""Activation (开通): the cadre shows a QR code, the person scans it, confirms the name and is signed in.

Plan: section four, part 7 (落实责任人).  A ticket: shown → used once, over after ten minutes, or withdrawn.
"""

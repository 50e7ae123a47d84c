"""Accounts (账号): users, the posts they hold for a time, and the devices they are signed in on.

Plan: section four, part 7 (落实责任单位和责任人).  A session is a row: listed, revocable, one a device.
"""

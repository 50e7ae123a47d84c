"""Backups (备份): the database and the files of one installation, as of one moment, kept outside of it.

Source: 等保 (domain/6) and sync.md 8.  Made while people go on working → read through → restored into an
empty place, where the restore epoch changes and phones offer again what the copy lacks.
"""

"""Faults: what a person recorded survives them.  README.md says how; the protocol is docs/sync.md."""

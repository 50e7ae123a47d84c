"""Inspections (定期巡查): what a custodian saw at one asset, at one moment.

Plan: section four, parts 7 (管护) and 10 (监督).  An inspection is written once, on the
phone, and never edited; a correction is a new inspection.  Life cycle: received → auto_passed or
pending_review → approved or rejected.
"""

"""The register (资产登记): each asset once, with its money, its place and what is known of its state.

Plan: section four, parts 1, 2 and 5.  Life cycle: draft → submitted → registered → disposed, scrapped
or lost; use and condition are dimensions of their own, changed only by events that leave a row in the
state log.
"""

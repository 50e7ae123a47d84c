"""Settings (参数): names, clocks, limits and days as data of each county, never as code.

Plan: section five, part 2 (完善制度体系): each county keeps its own rules.
"""

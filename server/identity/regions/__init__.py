"""Regions (行政区划): province, city, county, township, village, by their official 12-digit codes.

Plan: section four, part 3 (县、乡、村各级职责).  Villages merge and are renamed; nothing ever parses a code.
"""

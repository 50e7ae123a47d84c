"""Workdays (工作日): which days count when the plan says so many working days.

Plan: domain/3 counts 备案, 受理 and 反馈 in working days.  The State Council's yearly notice stands in data/;
a county's own rows come before it, and weekdays hold where neither says anything.
"""

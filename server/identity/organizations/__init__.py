"""Organisations (单位): village committees, townships, departments, enterprises, repair companies.

Plan: section four, part 3 (资产管理职责).
"""

"""Work orders (维修工单): who mends what, for how much, and who accepts it.

Plan: section four, part 7 (及时维护); section five, part 2 (运维经费保障).
Life cycle: created → (estimating → pending_approval → approved) → assigned → in_repair → finished →
accepted, or rework; without money awaiting_funds, and from there closed_not_fixed; before the work cancelled.
"""

"""Tags (二维码标牌): the plate on the thing, its token and its short code.

Plan: section four, part 7 (管护): whoever stands before an asset can say what it is.
Life cycle: generated → printed → bound → (damaged) → revoked; a replacement is a link, not a state.
"""

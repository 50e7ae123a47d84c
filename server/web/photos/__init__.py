"""Photos: a picture as it may be shown, encoded anew, to whoever may see it.

Plan: section four, part 10: what was done is shown.  A public picture has been looked at by a reviewer.
"""

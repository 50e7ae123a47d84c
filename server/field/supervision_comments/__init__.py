"""Supervision comments (反映问题): what people say of use, of those in charge, or what they advise.

Plan: section four, part 10 (监督).  Life cycle: received → accepted → handling → answered → satisfied, or
unsatisfied → escalated one level up; each step has its own clock.  It goes to the township or above, never to
the village, and whoever is complained of neither sees nor handles it.
"""

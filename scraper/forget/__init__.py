"""Erasing on request, for good; hiding while a request is looked into.

    targets.py    what a person named -> items, passages
    sightings.py  all that the captures ever showed of them
    plan.py       what would be erased, quotations elsewhere, what was handed on
    carry_out.py  the tombstones obeyed: captures.db, then corpus.db made anew
    hide.py       out of corpus.db, and back
    show.py       one item with its proof

A tombstone is written first.  Everything after it can be cut short and is done by the
next command that writes, the same way as in an older archive that was put back.
"""

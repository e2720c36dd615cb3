"""Processes that decode: they find out what messages say, and everything that remembers stays in one process.

A decoder depends on its message and on what is known, so what a worker says can be held against what is
known once it is its message's turn. Where that has changed meanwhile, and where a worker has died, the
message is decoded in place: a crew makes ingest faster, and nothing depends on it.
"""

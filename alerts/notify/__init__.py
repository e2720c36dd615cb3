"""What people are told, and how it reaches them.

``message`` says it (pure), ``dispatcher`` brings it from the outbox to the channels, ``channels`` are
the ways out of the house, and ``recording`` is a way out that only remembers.
"""

"""The farm file: what people say of sites, places, gateways and devices, as one text.

``file`` reads it, ``plan`` compares it with what is known and says what would change, ``written`` writes
what is known as such a file again.
"""

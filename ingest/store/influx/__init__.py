"""InfluxDB as the store: 1.6 to 1.12, 2.x and 3 Core, told apart by what the server says of itself.

Measurement ``reading``, one tag ``device``, one field per quantity, and beside a quantity when it was
received, its flags and its raw value where it has one. Queries are InfluxQL, which all of them answer.
"""

"""How good the alerts are: labelled weeks are told to the engine, and each page is held against the truth.

Three rules watch the same readings: ours, and two of what people run today on the temperature of the air.
What a fault costs is worked out from the true temperature of the goods, which no rule sees, beside the same
week without the fault.
"""

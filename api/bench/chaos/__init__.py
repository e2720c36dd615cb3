"""Everything that a farm's computer meets, at random and all at once, and what was left of the readings.

Gateways publish numbered readings through a real Mosquitto. Meanwhile the service is killed, the broker is
restarted, the store is stopped and paused, the disk is filled, and the clock is stepped. In the end every
reading that the broker acknowledged is in the store exactly once, nothing is there that nobody sent, and
every excursion has exactly one alert.
"""

"""Things that pretend to be the field: physics, sensors, gateways."""

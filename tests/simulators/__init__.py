"""The simulators: physics that can be checked by hand, and a story that is the same for the same seed."""

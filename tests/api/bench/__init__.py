"""The benches: that they measure what they say."""

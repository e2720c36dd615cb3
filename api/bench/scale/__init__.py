"""What a reading costs however much there is besides: lots (`lots`)."""

"""What a reading costs however much there is besides: devices (`devices`) and lots (`lots`)."""

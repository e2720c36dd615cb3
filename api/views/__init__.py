"""What the service knows, as what it says: pure functions from typed values to wire types."""

"""What a reading is, how it arrives, and where it is kept."""

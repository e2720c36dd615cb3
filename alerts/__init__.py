"""When a reading is bad news, for which goods, and who is told."""

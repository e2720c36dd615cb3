"""One step of the schema per file, in the order of their numbers."""

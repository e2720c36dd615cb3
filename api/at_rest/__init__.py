"""Data at rest: verified, backed up while the service runs, and restored whole or not at all."""

"""The contract of every store, and what the embedded one promises besides."""

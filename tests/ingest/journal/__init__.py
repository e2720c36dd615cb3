"""The contract of every journal, and what the embedded one promises besides."""

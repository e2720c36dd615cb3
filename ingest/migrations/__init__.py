"""How the state database's ingest tables came to be, step by step; each step stands alone."""

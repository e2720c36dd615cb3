"""The commands of the command line, one module each; each returns an exit code."""

"""The resources, one module each; they read, call one function, and answer."""

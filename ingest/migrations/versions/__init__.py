"""One module per step; a step is never changed after it was released."""

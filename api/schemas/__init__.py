"""What travels over HTTP: the only wire types of Coldframe, one module per subject."""

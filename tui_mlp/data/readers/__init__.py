"""Files of samples as data sets: one file a format."""

"""One file per format; each takes batches of rows, or reads posts with comments."""

"""What scripts/bench is made of: generated corpora, clocks, one module an area."""

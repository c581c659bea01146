"""What scripts/save_page is made of."""

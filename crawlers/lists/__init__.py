"""What sources list. In: feeds, sitemaps, listings and JSON lists. Out: candidates."""

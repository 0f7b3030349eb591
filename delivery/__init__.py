"""Matches and days -> what people read. In: stories and their articles. Out: digests."""

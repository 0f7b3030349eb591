"""What a page says. In: bytes or a tree. Out: title, text, dates, names, and what stands in the way."""

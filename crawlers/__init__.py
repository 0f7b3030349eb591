"""URL -> Article. In: sources and their addresses. Out: archived answers and articles."""

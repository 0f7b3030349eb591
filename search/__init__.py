"""Article + Analysis -> index; query -> hits. In: SearchDocuments and queries. Out: hits."""

"""Article -> Analysis and Translation. In: Articles. Out: labels with what made them."""

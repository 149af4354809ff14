"""The pages: prices and one's own orders, finance, rules and their comparison."""

"""What studies cost, orders and invoice rows."""

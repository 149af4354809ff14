"""The pages: overview and costs, lines, the ledger, funding, files."""

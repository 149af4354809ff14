"""Outside formats and plain records: bytes in, records out."""

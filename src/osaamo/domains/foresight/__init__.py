"""What working life asks for: job ads, and later the demand read from them.

A job ad is a dated text that carries skills. The person compares their own skills with an ad's; the alliance follows
many ads over time.
"""

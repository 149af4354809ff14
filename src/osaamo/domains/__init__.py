"""One folder for each area of the plan; none imports another, each can be removed by one line in the settings."""

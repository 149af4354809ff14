"""The pages of students and study offices, and the door for other study systems."""

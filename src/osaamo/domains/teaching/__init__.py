"""Course design: drafts, what the machine says of them, and the teacher's judgement."""

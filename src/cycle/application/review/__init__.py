"""What approvers look at."""

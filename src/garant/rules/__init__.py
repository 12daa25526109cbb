"""What follows: pure functions from facts and a date to decisions and plans. No input, no output, no clock."""

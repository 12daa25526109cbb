"""What Garant itself remembers. Functions take and return frozen values, never models or querysets (B2)."""

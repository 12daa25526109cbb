"""The office: what the organisation's people see, each within what their role may (A5)."""

"""Where people's data live: one port, one adapter a folder or file. No law, no Django, no store knows another."""

"""What people and programs see and command: HTTP, dashboard, command line."""

"""What the `portal` command does, by subject. Thin: read the arguments, open the unit of work, call a service, print."""

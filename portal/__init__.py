"""The inburgering portal: pages, services, tables and the operator's commands."""

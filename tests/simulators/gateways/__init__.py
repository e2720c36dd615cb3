"""What the simulated gateways write."""

"""Measurements, side by side in one run, and their last results. Never a test: machines differ."""

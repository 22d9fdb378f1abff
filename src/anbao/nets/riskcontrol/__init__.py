"""The net of risk control: rosters, reports, inspections, tests."""

"""Reports: schedules."""

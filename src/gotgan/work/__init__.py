"""The job table: enqueue by name, heartbeat, reaper, schedule."""

"""Pages and feeds that span rooms; settings; urls."""

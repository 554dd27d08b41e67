"""Pages composed from several rooms: each module gathers what one page shows, as plain values."""

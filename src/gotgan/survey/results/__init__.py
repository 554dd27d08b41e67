"""What a frozen campaign gives: its one immutable file, and the exports made from that file alone."""

"""What one id went through, as arithmetic on values: traces, HTTP exchanges, user sessions, e-mails."""

"""Icons, fonts, templates and the recorded incidents that ship with the program."""

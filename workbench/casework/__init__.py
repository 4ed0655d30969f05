"""One open case without a window: what a script, the command line and the desktop all hold."""

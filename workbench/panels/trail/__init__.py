"""The panel that shows what one id went through."""

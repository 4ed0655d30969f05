"""The window: application, start page, docks and layouts, registry, palette, dialogs, job bridge."""

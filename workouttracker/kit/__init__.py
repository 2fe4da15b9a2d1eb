"""Pure helpers shared by every app: units, dates, text, limits. No Django, no app, no state."""

"""How Django writes dates and times, by language (``FORMAT_MODULE_PATH``): clear wherever one reads them.

Django's own English is American ("Nov. 24, 2026, 6:30 p.m.") and takes 03/04/2026 as the 4th of March; a date that half
of the readers take for another one is refused instead.
"""

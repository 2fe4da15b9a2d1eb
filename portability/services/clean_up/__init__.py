"""Putting the log in order: one module per tool, each with a plan (what a preview shows) and the verb that does it.

Every run is one transaction and writes one ``Undo`` row; ``apps.ready`` makes the restorers known to ``undo_apply``.
"""

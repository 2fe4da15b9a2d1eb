"""Reading the files of other workout apps: pure parsers from lines of text to records and problems.

Nothing in here imports Django or an app. A parser never raises for what a file says: whatever it can't use
becomes a :class:`~portability.formats.records.Problem` that names row, column, value and what was expected.
"""

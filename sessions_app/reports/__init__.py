"""Reports: one module per topic, each turning the sets that a scope may see and a period into frozen records.

``source`` reads, the topics sum up in SQL and put their records into a ``card``, ``registry`` lists them; page, chart,
table, CSV and API are made of the same records. Nothing here reads reps or joins sets with other rows.
"""

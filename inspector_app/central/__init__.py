"""The reference central system: what a post talks to, small enough to run in a demo, sound enough
to hold findings.

`serving.serve` runs it, `application.make_app` builds it for tests, `stations.add_station` and
`cases.load_cases` fill it, `intake.take_batch` answers operations by `rules`, and
`reading.findings_at_centre` reads back what stations sent.
"""

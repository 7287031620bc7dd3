"""How well and how fast this program and the usual tools take the figures out of the same PDFs and scans.

- `documents`: the files, made from the generator's reports, and the truth about them
- `worker`: one tool in a process of its own, fed with files, timed
- `alignment`: the tables a tool gives, whatever their shape, against the truth
- `picture`: the results as an SVG for the README
"""

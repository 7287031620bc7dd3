"""Makes consistent reports on every official form, in every layout met in the wild.

- `figures`: a form and a random source → figures in which every identity of the form holds
- `report`, `prose`: figures → a whole report; its text agrees with its tables
- `layout`, `printing`, `grid`: how one report is written down, and what each cell then says
- `docx`, `html`, `text`, `pdf`: a report as it was laid out → a file
- `workbook`: a docx's paragraphs and tables → an xlsx
- `naive`: which identities a set of figures breaks, by a second road than core.rules
- `samples`: writes resources/samples
"""

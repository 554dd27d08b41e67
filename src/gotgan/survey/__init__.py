"""The survey: questionnaires, campaigns, answer sheets, workbooks, and what is frozen of them."""

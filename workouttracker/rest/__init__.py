"""What the API of every app is made of: problems, answers, pages, entity tags. Knows no app."""

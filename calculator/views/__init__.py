"""The calculator over HTTP: plain tools for everybody, the analysis and what is saved for athletes."""

"""How the log looks over HTTP: guards, scoped fetch, form, service, redirect or the same template with 422."""

-- The states in which the rows of a table count people: how they answered, and where they stand in each breakdown.
SELECT DISTINCT {{template "state" .}} AS state
FROM {{.From}} AS s
{{define "state" -}}
{{range .Breakdowns}}s.{{.}} || '|' || {{end}}coalesce(CAST(s.met AS VARCHAR), 'unknown')
{{- end}}

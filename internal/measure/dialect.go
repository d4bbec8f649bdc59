package measure

import "regexp"

// known are the functions that DuckDB and Trino both have and that mean the same in both, and the words of SQL that stand before a
// bracket. concat is not among them (it leaves nulls out in one and is null in the other), nor are avg, first and any list.
var known = []string{
	"abs", "bool_and", "bool_or", "cast", "coalesce", "count", "date_diff", "dense_rank", "extract", "first_value", "greatest", "lag",
	"last_value", "lead", "least", "length", "lower", "max", "min", "mod", "month", "nullif", "quarter", "rank", "round", "row_number",
	"substr", "sum", "trim", "upper", "year",

	"all", "and", "any", "as", "between", "by", "cube", "decimal", "else", "except", "exists", "filter", "from", "in", "intersect", "interval", "join",
	"not", "on", "or", "over", "rollup", "select", "sets", "then", "union", "using", "values", "varchar", "when", "where",
}

// banned are constructs that DuckDB and Trino read differently, or only one of them reads, each with the reason.
var banned = []struct {
	form *regexp.Regexp
	why  string
}{
	{regexp.MustCompile(`::`), "A cast by :: is DuckDB's alone; write CAST(x AS type)."},
	{regexp.MustCompile(`/`), "Division differs (7/2 is 3.5 in one and 3 in the other); multiply instead."},
	{regexp.MustCompile(`%`), "The remainder of % differs in type; use mod only where needed, or compare."},
	{regexp.MustCompile(`[\^&@#~$?]|!(?:[^=]|$)|<<|>>|(?:^|[^|])\|(?:[^|]|$)`), "The operator is not in both."},
	{regexp.MustCompile(`(?i)(?:^|[^\w'])(?:e|x|b|n|u&)'`), "A text with a letter before it is read by one of them only."},
	{regexp.MustCompile(`==|=>|:=`), "== and names with := or => are DuckDB's alone."},
	{regexp.MustCompile(`(?i)\bqualify\b`), "QUALIFY is not in both; filter in an outer SELECT."},
	{regexp.MustCompile(`(?i)\b(?:group|order)\s+by\s+all\b`), "GROUP BY ALL and ORDER BY ALL are not in both; name the columns."},
	{regexp.MustCompile(`(?i)\b(?:asof|semi|anti|positional|natural|lateral)\b`), "Only plain joins are in both: ASOF, SEMI, ANTI, NATURAL, LATERAL are not."},
	{regexp.MustCompile(`(?i)\b(?:exclude|replace|pivot|unpivot|summarize|describe|recursive|materialized|symmetric)\b`), "The word is not read by both."},
	{regexp.MustCompile(`(?i)\b(?:limit|offset|fetch|tablesample|sample)\b|\bdistinct\s+on\b`), "What is kept of more rows differs; rank them and filter."},
	{regexp.MustCompile(`(?i)\b(?:ilike|glob|similar|regexp|rlike)\b`), "Patterns differ; compare with codes, which are in lower case."},
	{regexp.MustCompile(`(?i)\bis\s+(?:not\s+)?(?:true|false|unknown)\b`), "IS TRUE is not in both; compare, with coalesce where it may be null."},
	{regexp.MustCompile(`(?i)\(\s*from\b|\bby\s+name\b`), "FROM without SELECT, and UNION BY NAME, are DuckDB's alone."},
	{regexp.MustCompile(`(?i),\s*(?:\)|(?:from|where|group|having|order|union)\b)`), "A comma after the last of a list is DuckDB's alone."},
	{regexp.MustCompile(`(?i)\bfilter\s*\(\s*(?:[^\sw]|w[^h])`), "FILTER needs WHERE: FILTER (WHERE …)."},
	{regexp.MustCompile(`[\[\]{}]`), "Lists and structs are written differently; join a table instead."},
	{regexp.MustCompile(`->|\blambda\b`), "Lambdas are not read alike."},
	{
		regexp.MustCompile(`(?i)\b(?:current_date|current_timestamp|current_time|localtime|localtimestamp|now|today|random|uuid)\b\s*(?:\(|[^\s\w.)]|$|\s+(?:from|as)\b)`),
		"The clock is never read and nothing is random; dates come from the records.",
	},
	{
		regexp.MustCompile(`(?i)\bas\s+(?:hugeint|uhugeint|ubigint|utinyint|usmallint|uinteger|text|string|int1|int2|int4|int8|float4|float8|float|blob|bytea|bool|` +
			`bpchar|datetime|timestamptz|logical|signed|short|long|struct|enum|map|bit)\s*[()]`),
		"The type is not in both, or is called otherwise.",
	},
	{regexp.MustCompile(`(?i)\bdate_diff\s*\(\s*(?:[^\s']|'(?:[^d]|d[^a]))`), "Count days by date_diff('day', a, b) only; compare months by INTERVAL '12' MONTH."},
	{regexp.MustCompile(`;`), "A measure is one SELECT, without a semicolon."},
}

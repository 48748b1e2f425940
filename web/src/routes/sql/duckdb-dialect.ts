import { SQLDialect } from '@codemirror/lang-sql'

/** Not all that DuckDB has: what questions are made of, so that the editor offers little else. */
export const KEYWORDS =
  'all and anti any as asc asof between by case cast coalesce columns cross cube current desc describe distinct else end escape except exclude exists explain extract false filter following for from full glob group grouping having ilike in inner intersect interval into is join lateral left like limit natural not null nulls offset on or order ordinality outer over partition pivot positional preceding qualify range recursive repeatable replace right rollup row rows sample select semi sets similar some summarize tablesample then to true try_cast unbounded union unpivot using values when where window with within'
export const TYPES =
  'bigint bit blob boolean date decimal double enum float hugeint integer json list map real smallint struct text time timestamp timestamptz tinyint ubigint uinteger usmallint utinyint uuid varchar'
export const FUNCTIONS =
  'abs any_value approx_count_distinct approx_quantile arg_max arg_min array_agg avg bit_length bool_and bool_or cardinality ceil concat concat_ws contains corr count count_if date_diff date_part date_trunc dayname dense_rank ends_with entropy epoch exp first_value floor format generate_series greatest hash histogram isnan json_extract json_extract_string kurtosis lag last_value lead least len length levenshtein list_contains list_distinct list_filter list_sort list_sum list_transform ln log10 log2 lower lpad ltrim mad make_date map_keys map_values max md5 mean median min mode now ntile percent_rank pow quantile_cont random rank regexp_extract regexp_extract_all regexp_matches regexp_replace repeat reverse round row_number rpad rtrim sha256 sign skewness split_part sqrt starts_with stddev strftime string_agg string_split strip_accents strlen strptime struct_extract struct_pack sum to_json translate trunc typeof unnest upper variance'

export const DuckDb = SQLDialect.define({
  keywords: KEYWORDS,
  types: TYPES,
  builtin: FUNCTIONS,
  operatorChars: '*+-%<>!=&|~^/@',
  doubleDollarQuotedStrings: true,
  caseInsensitiveIdentifiers: true,
})

// Statements whose answers differ from a plain Trino's, by the reason: Athena's differ there as well.
export const DIFFERENCES: Readonly<Record<string, readonly string[]>> = {
  "Athena's moments have milliseconds, a plain Trino's as many digits as were written": [
    "select date_add('millisecond', 5, timestamp '2020-01-01 00:00:00')",
  ],
  "far out in a distribution Trino has nine digits, which are followed by more here": [
    "select normal_cdf(3, 2, 4.5), normal_cdf(0, 1, -6), normal_cdf(0, 1, 9)",
  ],
  "decimals within lambdas keep DuckDB's digits, and a state is of any type": [
    "select reduce(array[1.5, 2.5], 0.0, (s, x) -> s + x, s -> s)",
    "select reduce(array[1.5, 2.5], cast(0 as decimal(20,2)), (s, x) -> cast(s + x as decimal(20,2)), s -> s / 3)",
  ],
  "a row that is a column is compared with a query of rows, where Trino wants a query of its fields": [
    "select x in (select cast(null as row(a integer, b integer))) from (values row(row(1, 2))) t(x)",
  ],
  "a row beside a query may name what is around both, if the query has no table": [
    "select a, (select (t.a, 2) in (select u.a, u.b from (values (1, 2)) u(a, b))) from (values 1, 2) t(a)",
    "select a from (values 1, 2) t(a) where exists (select 1 from (values (1, 2)) u(x, y) where (t.a, 2) in (select u.x, u.y))",
  ],
  "a call that fails whatever its arguments are is a null in Trino where one of them is": [
    "select concat(if(x > 0, 'a')) from (values 0) t(x)",
  ],
};

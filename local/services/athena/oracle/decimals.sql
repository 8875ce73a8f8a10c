select 999999999999999.99 * 999999999999999.99
select 99.99 * 99.99, typeof(99.99 * 99.99)
select round(99.99, 1), typeof(round(99.99, 1))
select round(999.5), typeof(round(999.5))
select 9999999999.99 / 0.01, typeof(9999999999.99 / 0.01)
select cast(99999999999999999999999999999999999999 as decimal(38,0)) * 10
select cast(99999999999999999999999999999999999999 as decimal(38,0)) + 1
select cast(1 as decimal(38,30)) * cast(1 as decimal(38,20))
select typeof(0.05), typeof(00.5), typeof(1.50), typeof(001.5), typeof(.5), typeof(5.), typeof(0.), typeof(00.00)
select typeof(decimal '0.05'), typeof(decimal '00.5'), typeof(decimal '5.'), typeof(decimal '.5'), typeof(decimal '-0.5'), typeof(decimal '0')
select typeof(-0.5), typeof(+0.5), typeof(- -0.5)
select typeof(p), p from (select a * a as p from (values cast(1.25 as decimal(12,2))) t(a))
with t as (select cast(1.25 as decimal(12,2)) as a), u as (select a * a as p from t) select typeof(p), p * p, typeof(p * p) from u
select a * 2 as x, sum(b * a) from (values (1.5, 2), (2.5, 3)) t(a, b) group by a * 2 order by x
select a * 2 as x, count(*) from (values (1.5), (2.5)) t(a) group by 1 order by 1 desc
select a * 2 as x from (values 1.5, 2.5) t(a) order by a * 2 desc
select distinct a * 2 from (values 1.5, 1.5) t(a)
select sum(a) over (order by a) * 1.10 from (values 1.50, 2.50) t(a) order by 1
select (select max(b) * a from (values 2.5) u(b)) from (values 1.5) t(a)
select a * b from (values 1.5) t(a) cross join (values 12345678901234567.5) u(b)
select a * b from (values 1.5) t(a) join (values 2.5) u(b) on a * 2 > b * 1
select a * b from (values 1.5) t(a), lateral (select a * 2 as b)
select transform(array[1.5, 2.5], x -> x * 2)
select reduce(array[1.5, 2.5], 0.0, (s, x) -> s, s -> s)
select array[1.5 * 2, 2.25]
select a * 2 from (values 1.5) t(a) union all select 3
select a * 2 from (values 1.5) t(a) union all select 3.25 * 2.0
select 1.5 * null, null * 1.5, 1.5 + null
select case when a > 1 then a * 2 else 0 end from (values 1.5) t(a)
select coalesce(sum(a), 0) * 2 from (values 1.5) t(a)
select coalesce(sum(a * b), 0) / nullif(sum(b), 0) from (values (1.50, 2)) t(a, b)
select sum(a * b) / sum(b) from (values (1.50, 2), (2.25, 5)) t(a, b)
select cast(sum(a * (1 - b)) as decimal(12,2)) from (values (100.00, 0.05)) t(a, b)
select sum(a * (1 - b) * (1 + c)) from (values (100.00, 0.05, 0.08)) t(a, b, c)
select 100.00 * sum(case when a > 1 then a * (1 - b) else 0 end) / sum(a * (1 - b)) from (values (100.00, 0.05)) t(a, b)
select avg(a * b), avg(a) * avg(b) from (values (1.50, 2.5), (2.25, 5.5)) t(a, b)
select round(a * b, 2), round(a / b, 4) from (values (1.505, 2.5)) t(a, b)
select sum(a) filter (where a > 1) * 2 from (values 1.5, 0.5) t(a)
select max_by(a, b) * 2, any_value(a) * 2 from (values (1.5, 1)) t(a, b)
select a between b * 2 and b * 3 from (values (5.5, 2.5)) t(a, b)
select a * 2 in (3.0, 4) from (values 1.5) t(a)
select count(*) from (values 1.5) t(a) where a * a > 2.2 having sum(a * a) > 2
select cast(1.5 as decimal(4,2)) * cast('2.5' as decimal(4,2))
select lag(a) over (order by a) - a from (values 1.5, 2.75) t(a) order by 1
select a - lag(a, 1, 0.0) over (order by a) from (values 1.5, 2.75) t(a) order by 1
select x.y * 2 from (values row(cast(row(1.5) as row(y decimal(4,2))))) t(x)
select a[1] * 2 from (values (array[1.5, 2.5])) t(a)
select m['a'] * 2 from (values (map(array['a'], array[1.5]))) t(m)
select date_diff('day', date '2020-01-01', date '2020-01-03') * 1.5
select length('abc') * 1.5, cardinality(array[1]) * 1.5, year(date '2020-01-01') / 2.0
select sum(c) * 1.5 from (values 1, 2) t(c)
select count(*) * 100.0 / sum(count(*)) over () from (values 1, 1, 2) t(c) group by c order by 1
select 10 / 4, 10 / 4.0, 10.0 / 4, 10 % 4.5, -7 / 2.0, -7 % 2.5
select 1.0 / 3, 2.0 / 3, 1.000 / 3, 1 / 3.000
select 1 / 0.0
select 1.5 % 0

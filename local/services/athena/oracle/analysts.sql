with o(id, d, amount, region) as (values (1, date '2024-01-01', 10.50, 'eu'), (2, date '2024-01-01', 4.25, 'us'), (3, date '2024-01-02', null, 'eu')) select d, region, sum(amount) total, count(*) n, count(amount) known from o group by d, region order by d, region
with o(id, d, amount) as (values (1, date '2024-01-01', 10.50), (2, date '2024-01-03', 4.25), (3, date '2024-01-08', 1.00)) select id, sum(amount) over (order by d range between interval '6' day preceding and current row) from o order by id
with o(id, amount) as (values (1, 10.50), (2, 4.25), (3, 1.00)) select id, 100.0 * amount / sum(amount) over () as share from o order by id
with o(id, amount) as (values (1, 10), (2, 4), (3, 1)) select id, 100.0 * amount / sum(amount) over () as share, 1.0 * amount / count(*) over () from o order by id
with o(id, amount) as (values (1, 10e0), (2, 4e0), (3, 1e0)) select id, round(100 * amount / sum(amount) over (), 2) from o order by id
select k, max_by(v, at) from (values ('a', 1, 1), ('a', cast(null as integer), 2), ('b', 3, 1)) t(k, v, at) group by k order by k
select min_by(v, at), max_by(v, at, 2) from (values (cast(null as varchar), 1), ('x', 2), (null, 3)) t(v, at)
select max_by(v, at) from (values ('x', cast(null as integer))) t(v, at)
select map_agg(k, v) from (values ('a', 1), ('a', 2), ('b', null)) t(k, v)
select map_agg(k, v) from (values ('a', 1), (cast(null as varchar), 2)) t(k, v)
select multimap_agg(k, v) from (values ('a', 1), (cast(null as varchar), 2), ('a', null)) t(k, v)
select histogram(x) from (values 'a', null, 'a') t(x)
select map_union(m) from (values map(array['a'], array[1]), map(array['a', 'b'], array[2, 3]), null) t(m)
select array_agg(x) from (values 1, null, 2) t(x)
select array_agg(x) filter (where x is not null) from (values 1, null, 2) t(x)
select array_agg(distinct x order by x desc) from (values 1, 3, 1, 2) t(x)
select array_agg(x order by y desc, x) from (values (1, 'a'), (2, 'b'), (3, 'a')) t(x, y)
select array_join(array_agg(x order by x), ', ') from (values 'b', 'a', null) t(x)
select array_agg(x) from (values 1) t(x) where false
select listagg(x, ', ') within group (order by y desc) from (values ('a', 1), (null, 2), ('c', 3)) t(x, y)
select k, listagg(x, '|') within group (order by x) from (values ('p', 'b'), ('p', 'a'), ('q', 'c')) t(k, x) group by k order by k
select listagg(x, ',' on overflow truncate '...' with count) within group (order by x) from (values 'a', 'b') t(x)
select count(distinct x), approx_distinct(x), count(*) from (values 1, 1, null, 2) t(x)
select approx_percentile(x, 0.5) from (values 1, 2, 3, 4) t(x)
select approx_percentile(x, 0.5) from (values 1e0, 2e0, 3e0, 4e0) t(x)
select approx_percentile(x, 0.9), approx_percentile(x, 0.1), approx_percentile(x, 0e0), approx_percentile(x, 1e0) from (values 1, 2, 3, 4, 5, 6, 7, 8, 9, 10) t(x)
select approx_percentile(x, array[0.25, 0.5, 0.75]) from (values 1e0, 2e0, 3e0, 4e0) t(x)
select approx_percentile(x, 0.5) from (values 1.5, 2.5, 10.5) t(x)
select approx_percentile(x, 0.95) filter (where x > 1) from (values 1, 2, 3) t(x)
select count_if(x > 1), count(*) filter (where x > 1), sum(case when x > 1 then 1 else 0 end) from (values 1, 2, 3, null) t(x)
select avg(x) filter (where x > 1), sum(x) filter (where x > 5), min(x) filter (where x > 1), max(x) filter (where x < 3) from (values 1, 2, 3) t(x)
select avg(cast(x as double)), avg(x) from (values 1, 2, 4) t(x)
select avg(x) from (values cast('12345678901234567.89' as decimal(20,2)), cast('12345678901234567.91' as decimal(20,2))) t(x)
select sum(x), avg(x) from (values 0.1, 0.2, 0.3) t(x)
select avg(x) from (values 0.1, 0.2, 0.2) t(x)
select stddev(x), variance(x), stddev_pop(x) from (values 1) t(x)
select every(x > 0), bool_or(x > 2) from (values 1, null) t(x)
select x, count(*) c from (values 'a', 'b', 'a') t(x) group by 1 having count(*) > 1 order by c desc limit 10
select region, product, grouping(region, product), sum(n) from (values ('eu', 'x', 1), ('eu', 'y', 2), ('us', 'x', 3)) t(region, product, n) group by cube (region, product) order by 3, 1, 2
select region, product, sum(n) from (values ('eu', 'x', 1), ('eu', 'y', 2), ('us', 'x', 3)) t(region, product, n) group by grouping sets ((region, product), (region), ()) order by 1, 2
select region, product, sum(n) from (values ('eu', 'x', 1), ('us', 'x', 3)) t(region, product, n) group by region, rollup (product) order by 1, 2
select count(*) from (values 1, 2) t(x) group by ()
select x from (values 1, 2, 3) t(x) group by x having sum(x) > 1 order by sum(x) desc
select id, row_number() over (partition by k order by at desc) rn from (values (1, 'a', 1), (2, 'a', 2), (3, 'b', 1)) t(id, k, at) order by id
select * from (select id, k, row_number() over (partition by k order by at desc) rn from (values (1, 'a', 1), (2, 'a', 2), (3, 'b', 1)) t(id, k, at)) where rn = 1 order by id
select x, rank() over (order by x), dense_rank() over (order by x), percent_rank() over (order by x), cume_dist() over (order by x), ntile(2) over (order by x) from (values 1, 1, 2, 3) t(x) order by x
select x, lag(x) over (order by x), lag(x, 2, 0) over (order by x), lead(x) over (order by x), lead(x, 1, -1) over (order by x) from (values 1, 2, 3) t(x) order by x
select id, lag(x) ignore nulls over (order by id), last_value(x) ignore nulls over (order by id rows between unbounded preceding and current row) from (values (1, 5), (2, null), (3, null), (4, 7)) t(id, x) order by id
select id, first_value(x) over (order by id), last_value(x) over (order by id), nth_value(x, 2) over (order by id) from (values (1, 'a'), (2, 'b'), (3, 'c')) t(id, x) order by id
select id, first_value(x) over w, sum(id) over w from (values (1, 'a'), (2, 'b')) t(id, x) window w as (order by id rows between 1 preceding and 1 following) order by id
select id, avg(x) over (order by id rows between 2 preceding and current row) from (values (1, 1), (2, 2), (3, 6)) t(id, x) order by id
select id, avg(x) over (order by id rows 1 preceding) from (values (1, 1.50), (2, 2.00), (3, 6.25)) t(id, x) order by id
select id, count(*) over (partition by k), sum(x) over (partition by k order by id) from (values (1, 'a', 1), (2, 'a', 2), (3, 'b', 3)) t(id, k, x) order by id
select id, sum(x) over (order by id groups between 1 preceding and current row) from (values (1, 1), (1, 2), (2, 4), (3, 8)) t(id, x) order by id, 2
select id, sum(x) filter (where x > 1) over (order by id) from (values (1, 1), (2, 2), (3, 3)) t(id, x) order by id
select id, array_agg(x) over (order by id) from (values (1, 1), (2, 2)) t(id, x) order by id
select id, max_by(x, id) over (order by id), min_by(x, id) over (order by id desc) from (values (1, 'a'), (2, 'b')) t(id, x) order by id
select id, count(distinct x) over () from (values (1, 1), (2, 1)) t(id, x)
select id, sum(sum(x)) over (order by id) from (values (1, 1), (1, 2), (2, 3)) t(id, x) group by id order by id
select id, x - lag(x) over (order by id) d from (values (1, date '2024-01-01'), (2, date '2024-01-05')) t(id, x) order by id
select id, date_diff('day', lag(d) over (order by id), d) from (values (1, date '2024-01-01'), (2, date '2024-01-05')) t(id, d) order by id
select id, sum(case when gap > 30 or gap is null then 1 else 0 end) over (order by id) session from (select id, date_diff('minute', lag(at) over (order by at), at) gap from (values (1, timestamp '2024-01-01 10:00:00'), (2, timestamp '2024-01-01 10:10:00'), (3, timestamp '2024-01-01 11:00:00')) t(id, at)) order by id
select percent_rank() over (order by x desc nulls last), x from (values 1, null, 3) t(x) order by x
select id, v from (values (1, array['a', 'b']), (2, array[]), (3, null)) t(id, a) cross join unnest(a) as u(v) order by 1, 2
select id, v from (values (1, array['a', 'b']), (2, array[]), (3, null)) t(id, a) left join unnest(a) as u(v) on true order by 1, 2
select id, v, n from (values (1, array['x', 'y'])) t(id, a), unnest(a) with ordinality as u(v, n) order by n
select id, tag from (values (1, 'red,green'), (2, 'blue')) t(id, tags) cross join unnest(split(tags, ',')) as u(tag) order by 1, 2
select id, k, v from (values (1, map(array['a', 'b'], array[10, 20]))) t(id, m) cross join unnest(m) as u(k, v) order by k
select x, y from unnest(array[row(1, 'a'), row(2, 'b')]) as t(x, y)
select x, y from unnest(array[1, 2], array['a']) as t(x, y)
select d from unnest(sequence(date '2024-01-30', date '2024-02-02', interval '1' day)) as t(d)
select d, coalesce(n, 0) from unnest(sequence(date '2024-01-01', date '2024-01-03')) as c(d) left join (values (date '2024-01-02', 5)) o(day, n) on c.d = o.day order by d
select n from unnest(sequence(1, 3)) t(n) order by n desc
select h from unnest(sequence(timestamp '2024-01-01 00:00:00', timestamp '2024-01-01 02:00:00', interval '1' hour)) as t(h)
select json_extract_scalar(item, '$.sku'), cast(json_extract_scalar(item, '$.qty') as integer) from (values '{"items":[{"sku":"a","qty":2},{"sku":"b","qty":3}]}') t(j) cross join unnest(cast(json_extract(j, '$.items') as array(json))) as u(item)
select i.sku, i.qty from (values '[{"sku":"a","qty":2},{"sku":"b"}]') t(j) cross join unnest(cast(json_parse(j) as array(row(sku varchar, qty integer)))) as i(sku, qty)
select cast(json_parse('{"a":1,"b":[1,2]}') as row(a integer, b array(integer)))
select cast(json_parse('{"a":"1","b":2}') as map(varchar, varchar))
select cast(json_parse('{"a":{"x":1},"b":{}}') as map(varchar, json))
select cast(json_extract('{"a":[1,2,3]}', '$.a') as array(bigint))
select cast(json_extract('{"a":["x",null]}', '$.a') as array(varchar))
select json_extract(j, '$.a') from (values '{"a": {"b" : 1.50, "c":[1, 2]}}', '{"b":1}', null) t(j)
select json_extract('{"z":1,"a":2}', '$'), json_extract('[1, "x", true, null]', '$[1]'), json_extract('[1]', '$[5]')
select json_extract('not json', '$.a')
select json_extract_scalar('not json', '$.a')
select json_extract_scalar(j, '$.a') from (values '{"a": 1}', '', null, '{"a": true}', '{"a": "x y"}', '{"a": 1.10}', '{"a": 1e3}') t(j)
select json_extract_scalar('{"a b": 1, "c-d": 2, "e.f": 3}', '$["a b"]'), json_extract_scalar('{"c-d": 2}', '$["c-d"]'), json_extract_scalar('{"e.f": 3}', '$["e.f"]')
select json_extract_scalar('{"a":[{"b":"x"},{"b":"y"}]}', '$.a[1].b')
select json_extract('{"a":[{"b":"x"},{"b":"y"}]}', '$.a[*].b')
select json_array_length(json_extract('{"a":[1,2]}', '$.a')), json_size('{"a":[1,2]}', '$.a')
select json_format(cast(map(array['a', 'b'], array[1, 2]) as json)), json_format(cast(array[row(1, 'x')] as json))
select json_format(json_parse('{"b":1,"a":{"d":1,"c":2}}'))
select cast(cast(row('x', 1) as row(name varchar, n integer)) as json)
select try(json_parse('{')), try_cast('{' as json)
select json_extract_scalar(json_parse('{"a":"b"}'), '$.a')
select date_trunc('month', d), count(*) from (values date '2024-01-31', date '2024-02-01', date '2024-01-01') t(d) group by 1 order by 1
select date_trunc('week', d), date_trunc('quarter', d), date_trunc('year', d) from (values date '2024-05-15') t(d)
select date_trunc('hour', t), date_trunc('day', t), date_trunc('minute', t) from (values timestamp '2024-05-15 13:45:59.999') t(t)
select date_add('day', -7, d), date_add('month', 1, d), date_add('week', 2, d), date_add('quarter', 1, d), date_add('year', -1, d) from (values date '2024-01-31') t(d)
select date_add('hour', 5, t), date_add('month', 1, t) from (values timestamp '2024-01-31 22:00:00') t(t)
select date_diff('day', a, b), date_diff('week', a, b), date_diff('month', a, b), date_diff('quarter', a, b), date_diff('year', a, b) from (values (date '2023-12-31', date '2024-12-30')) t(a, b)
select date_diff('month', a, b), date_diff('month', b, a) from (values (date '2024-01-31', date '2024-02-29'), (date '2024-01-31', date '2024-03-01'), (date '2024-02-29', date '2024-03-31')) t(a, b)
select date_diff('second', a, b), date_diff('minute', a, b), date_diff('hour', a, b), date_diff('day', a, b), date_diff('millisecond', a, b) from (values (timestamp '2024-01-01 10:00:30', timestamp '2024-01-02 09:59:29.500')) t(a, b)
select d + interval '1' day, d - interval '1' month, d + interval '1' year from (values date '2024-02-29') t(d)
select d + 7 * interval '1' day from (values date '2024-02-29') t(d)
select d + interval '1' day * n from (values (date '2024-02-29', 3)) t(d, n)
select interval '1' day + d, d - n * interval '1' day from (values (date '2024-02-29', 3)) t(d, n)
select d + i from (values (date '2024-02-29', interval '2' day)) t(d, i)
select t + i, t - i from (values (timestamp '2024-02-29 00:00:00', interval '90' minute)) t(t, i)
select (d + interval '1' day) + interval '1' month, date_trunc('month', d) + interval '1' month - interval '1' day from (values date '2024-01-31') t(d)
select b - a, extract(day from b - a), date_diff('day', a, b) from (values (date '2024-01-01', date '2024-03-01')) t(a, b)
select t2 - t1 from (values (timestamp '2024-01-01 10:00:00', timestamp '2024-01-03 09:30:00')) t(t1, t2)
select year(d), month(d), day(d), quarter(d), week(d), day_of_week(d), day_of_year(d), year_of_week(d), last_day_of_month(d) from (values date '2024-12-30') t(d)
select hour(t), minute(t), second(t), millisecond(t) from (values timestamp '2024-12-30 01:02:03.456') t(t)
select extract(year from t), extract(month from t), extract(day from t), extract(hour from t), extract(dow from t), extract(week from t), extract(quarter from t) from (values timestamp '2024-12-30 01:02:03.456') t(t)
select date_format(t, '%Y-%m-%d %H:%i:%s'), date_format(t, '%d.%m.%y'), date_format(t, '%b %e, %Y'), date_format(t, '%W %M'), date_format(t, '%T'), date_format(t, '%h:%i %p'), date_format(t, '%Y%m%d%H'), date_format(t, '%f') from (values timestamp '2024-03-05 14:06:07.089') t(t)
select date_format(d, '%Y-%m'), date_format(d, '%x-%v'), date_format(d, '%j'), date_format(d, '%a') from (values date '2024-12-30') t(d)
select date_parse(s, '%Y-%m-%d %H:%i:%s') from (values '2024-03-05 14:06:07') t(s)
select date_parse('05/Mar/2024:14:06:07', '%d/%b/%Y:%H:%i:%s'), date_parse('20240305', '%Y%m%d'), date_parse('03/05/24', '%m/%d/%y'), date_parse('2:06 PM', '%l:%i %p')
select date_parse('2024-03-05T14:06:07.123Z', '%Y-%m-%dT%H:%i:%s.%fZ'), date_parse('2024-03-05 14', '%Y-%m-%d %H'), date_parse('2024-3-5', '%Y-%c-%e')
select date_parse('2024-03-05 10:00', '%Y-%m-%d')
select date_parse('2024-13-05', '%Y-%m-%d')
select try(date_parse('x', '%Y-%m-%d'))
select cast(date_parse('2024-03', '%Y-%m') as date), date(date_parse('05.03.2024', '%d.%m.%Y'))
select format_datetime(t, 'yyyy-MM-dd HH:mm:ss.SSS'), format_datetime(t, 'EEE, d MMM yyyy'), format_datetime(t, 'yyyyMMdd''T''HHmmss'), format_datetime(t, 'h:mm a'), format_datetime(t, 'EEEE'), format_datetime(t, 'D'), format_datetime(t, 'MMMM yy') from (values timestamp '2024-03-05 14:06:07.089') t(t)
select format_datetime(t, 'YYYY-''W''ww'), format_datetime(t, 'xxxx-''W''ww-e'), format_datetime(t, 'S'), format_datetime(t, 'SS') from (values timestamp '2024-12-30 14:06:07.089') t(t)
select parse_datetime('2024-03-05 14:06', 'yyyy-MM-dd HH:mm'), parse_datetime('05/03/2024', 'dd/MM/yyyy'), parse_datetime('2024-03-05T14:06:07Z', 'yyyy-MM-dd''T''HH:mm:ss''Z''')
select parse_datetime('2024-03-05 14:06 +0200', 'yyyy-MM-dd HH:mm Z')
select from_iso8601_timestamp(s) from (values '2024-03-05T14:06:07Z', '2024-03-05T14:06:07.123Z', '2024-03-05') t(s)
select from_iso8601_date(s) from (values '2024-03-05', '2024-W10-2', '2024-065') t(s)
select from_unixtime(n), from_unixtime(n / 1000), from_unixtime(n / 1000.0) from (values 1709647567) t(n)
select to_unixtime(t), cast(to_unixtime(t) as bigint) from (values timestamp '2024-03-05 14:06:07.500') t(t)
select date(from_unixtime(n)), cast(from_unixtime(n) as timestamp), date_format(from_unixtime(n), '%Y-%m-%d %H') from (values 1709647567) t(n)
select cast(s as date), cast(s || ' 10:00:00' as timestamp) from (values '2024-03-05') t(s)
select try_cast(s as date) from (values '2024-03-05', '2024-03-05 10:00:00', '2024-3-5', '2024-02-30', '20240305', '', 'x') t(s)
select try_cast(s as timestamp) from (values '2024-03-05', '2024-03-05 10:00:00', '2024-03-05T10:00:00', '2024-03-05 10:00', '2024-03-05 10:00:00.123456', '2024-03-05 10:00:00 UTC', '2024-03-05T10:00:00Z', '', 'x') t(s)
select cast(s as timestamp) from (values '2024-03-05T10:00:00') t(s)
select cast(s as date) from (values '2024-03-05 10:00:00') t(s)
select try_cast(s as integer) from (values '1', ' 1', '1 ', '1.5', '1e3', '+1', '-1', '', 'x', '1_000', '0x10', '2147483648') t(s)
select try_cast(s as double) from (values '1', ' 1', '1 ', '1.5', '1e3', '+1', '.5', '5.', '', 'x', '1_000', '0x10', 'NaN', 'nan', 'Infinity', 'inf', '-Infinity', '1,5') t(s)
select try_cast(s as decimal(10,2)) from (values '1', ' 1', '1.5', '1.555', '1e3', '+1', '.5', '5.', '', 'x', '1_000', '123456789.12', '-1.005') t(s)
select try_cast(s as boolean) from (values 'true', 'TRUE', 't', '1', 'yes', 'false', 'f', '0', 'no', '', ' true') t(s)
select try_cast(s as bigint), try_cast(s as tinyint), try_cast(s as smallint), try_cast(s as real) from (values '100', '300', '70000', 'x') t(s)
select cast(x as varchar), cast(x as bigint), cast(x as decimal(5,1)) from (values 1.25e0, 2.5e0, -2.5e0, 1e-7, 12345e0) t(x)
select cast(x as varchar), cast(x as integer), cast(x as double) from (values 1.25, 2.50, -2.50) t(x)
select cast(x as varchar) from (values true, false, null) t(x)
select cast(x as varchar(3)), cast(x as char(5)) from (values 'abcdef', 'a') t(x)
select cast(x as integer) from (values 3000000000) t(x)
select cast(x as decimal(3,1)) from (values 123.45) t(x)
select regexp_extract(s, 'id=(\d+)', 1), regexp_like(s, '^/api/'), regexp_replace(s, '\?.*$', '') from (values '/api/x?id=42&y=1', '/web') t(s)
select regexp_extract_all(s, '(\d+)-(\d+)', 2), regexp_split(s, '\s*,\s*'), regexp_count(s, ',') from (values '1-2, 3-4 ,5-6') t(s)
select regexp_replace(s, '(\w+) (\w+)', '$2 $1'), regexp_replace(s, '[aeiou]', ''), regexp_replace(s, '(?i)HELLO', 'bye') from (values 'hello world') t(s)
select regexp_replace(s, '(\w)(\w*)', x -> upper(x[1]) || lower(x[2])) from (values 'hello world') t(s)
select regexp_like(s, 'a.c'), regexp_like(s, '^a'), regexp_like(s, 'B'), regexp_like(s, '(?i)B'), regexp_like(s, '') from (values 'abc') t(s)
select regexp_extract(s, '(a)|(b)', 2), regexp_extract(s, 'x(y)?', 1) from (values 'a', 'b', 'x') t(s)
select regexp_position(s, 'o'), regexp_position(s, 'o', 6), regexp_position(s, 'z') from (values 'hello world') t(s)
select regexp_extract(s, '(?<year>\d{4})') from (values 'in 2024') t(s)
select regexp_replace(s, '(?<y>\d{4})', '<${y}>') from (values 'in 2024') t(s)
select s like 'a%', s like '%\_%' escape '\', s like 'a_c', s not like '%z', s like '' from (values 'abc', 'a_c', null) t(s)
select split(s, '/')[2], split_part(s, '/', 2), cardinality(split(s, '/')), element_at(split(s, '/'), -1), element_at(split(s, '/'), 9) from (values 'a/b/c') t(s)
select split('abc', '')
select split_to_map(s, '&', '=')['utm'] from (values 'utm=x&y=2') t(s)
select split_to_map('a=1&b', '&', '=')
select split_to_map('a=1&a=2', '&', '=')
select split_to_map('', '&', '=')
select substr(s, 1, 3), substr(s, -2), substr(s, 5, 100), substr(s, 100), substring(s, 2), left_pad from (values ('hello', 1)) t(s, left_pad)
select lpad(cast(n as varchar), 5, '0'), rpad(s, 3, '*'), lpad(s, 2, 'x'), lpad(s, 0, 'x') from (values (42, 'abcd')) t(n, s)
select reverse(s), length(s), upper(s), lower(s), substr(s, 1, 2), strpos(s, 'c') from (values 'aé̂c', 'straße', 'İ', '👩‍👩‍👧c', '日本語') t(s)
select trim(s), ltrim(s), rtrim(s), trim(leading 'x' from s), trim(both ' x' from s), trim(trailing from s) from (values ' x a x ') t(s)
select concat(s, '-', cast(n as varchar)), s || '-' || cast(n as varchar), concat_ws('/', s, null, 'z'), concat_ws(',', array['a', null, 'b']) from (values ('a', 1), (null, 2)) t(s, n)
select replace(s, 'l', ''), replace(s, 'L', 'x'), translate(s, 'el', 'ip'), strpos(s, 'l'), strpos(s, 'l', -1), position('lo' in s) from (values 'hello') t(s)
select starts_with(s, 'he'), ends_with(s, 'lo') from (values 'hello') t(s)
select to_hex(md5(to_utf8(s))), to_hex(sha256(cast(s as varbinary))), lower(to_hex(sha1(to_utf8(s)))), to_base64(cast(s as varbinary)), from_utf8(from_base64('aGk=')) from (values 'abc') t(s)
select format('%s has %d at %.2f%%', s, n, x) from (values ('a', 3, 1.5e0)) t(s, n, x)
select format('%05d|%-5s|%5s|%x|%,d', 42, 'a', 'b', 255, 1234567)
select url_extract_host(u), url_extract_path(u), url_extract_query(u), url_extract_parameter(u, 'a'), url_extract_parameter(u, 'zz'), url_decode('a%20b+c') from (values 'https://ex.com:8080/p/q?a=1&b=%C3%A9#f', 'not a url', '') t(u)
select array_distinct(a), array_sort(a), array_max(a), cardinality(a), contains(a, 2), array_position(a, 2), array_remove(a, 2), a[1], element_at(a, 9), slice(a, 1, 2), reverse(a) from (values array[3, 1, 2, 3]) t(a)
select transform(a, x -> x * n), filter(a, x -> x > n), any_match(a, x -> x = n), reduce(a, 0, (s, x) -> s + x, s -> s), reduce(a, 0, (s, x) -> s + x * n, s -> s + n) from (values (array[1, 2, 3], 2)) t(a, n)
select transform(a, x -> coalesce(x, 0)), filter(a, x -> x is not null), array_join(a, ',', '-'), cardinality(filter(a, x -> x is null)) from (values array[1, null, 3]) t(a)
select reduce(a, cast(row(0, 0) as row(s bigint, n integer)), (s, x) -> cast(row(s.s + x, s.n + 1) as row(s bigint, n integer)), s -> if(s.n = 0, null, s.s / s.n)) from (values array[1, 2, 6]) t(a)
select reduce(a, 0e0, (s, x) -> s + x, s -> s), reduce(a, '', (s, x) -> s || cast(x as varchar), s -> s) from (values array[1, 2]) t(a)
select array_sort(a, (x, y) -> case when x > y then -1 when x < y then 1 else 0 end) from (values array[1, 3, 2]) t(a)
select array_sort(a, (x, y) -> if(length(x) < length(y), -1, if(length(x) = length(y), 0, 1))) from (values array['ccc', 'a', 'bb']) t(a)
select zip_with(a, b, (x, y) -> x + y), zip(a, b), array_union(a, b), array_intersect(a, b), array_except(a, b), arrays_overlap(a, b), a || b from (values (array[1, 2], array[2, 3, 4])) t(a, b)
select a || 4, 0 || a, concat(a, array[9]), a || array[null] from (values array[1, 2]) t(a)
select sequence(1, n), sequence(n, 1), repeat('x', n), sequence(0, n * 10, 10) from (values 3) t(n)
select sequence(date '2024-01-03', date '2024-01-01')
select a = b, a <> b from (values (array[1, null], array[1, null]), (array[1, 2], array[1, 2]), (array[1, null], array[2, null]), (array[1, null], array[1, null, 3])) t(a, b)
select r = s, r <> s from (values (row(1, cast(null as integer)), row(1, cast(null as integer))), (row(1, 2), row(1, 2)), (row(1, null), row(2, null))) t(r, s)
select (a, b) in ((1, 2), (3, 4)) from (values (1, 2), (3, 5), (1, cast(null as integer))) t(a, b)
select a in (array[1, null]) from (values array[1, null], array[2, 1]) t(a)
select a < b from (values (array[1, 2], array[1, 3]), (array[1], array[1, 0])) t(a, b)
select count(*) from (values array[1, null]) t(a) join (values array[1, null]) u(b) on a = b
select a, count(*) from (values array[1, null], array[1, null], array[2]) t(a) group by a order by 2
select flatten(array_agg(a)), cardinality(flatten(array_agg(a))) from (values array[1, 2], array[3]) t(a)
select map(array['a', 'b'], array[1, 2])['b'], element_at(m, 'z'), cardinality(m), map_keys(m), map_values(m), map_filter(m, (k, v) -> v > 1), transform_values(m, (k, v) -> v * 10), transform_keys(m, (k, v) -> upper(k)), map_concat(m, map(array['b', 'c'], array[7, 8])) from (values map(array['a', 'b'], array[1, 2])) t(m)
select map_entries(m), map_from_entries(array[row('x', 1), row('y', null)]), m['a'] from (values map(array['a'], array[1])) t(m)
select m['zz'] from (values map(array['a'], array[1])) t(m)
select map(array['a', 'a'], array[1, 2])
select m = n from (values (map(array['a', 'b'], array[1, 2]), map(array['b', 'a'], array[2, 1]))) t(m, n)
select r.a, r.b.c, r[1] from (values cast(row(1, row('x')) as row(a integer, b row(c varchar)))) t(r)
select row(1, 'a'), cast(row(1, 'a') as row(x bigint, y varchar)).y, row(1, 2) = row(1, 2)
select a.x from (values cast(array[row(1), row(2)] as array(row(x integer)))) t(l) cross join unnest(l) as a(x)
select transform(l, e -> e.x) from (values cast(array[row(1), row(2)] as array(row(x integer)))) t(l)
select 1e0 / x, -1e0 / x, x / x, 5e0 % x, mod(5e0, x), 1e0 / 3 from (values 0e0) t(x)
select x / y, x % y from (values (1e0, 0), (0e0, 0), (-1e0, 0)) t(x, y)
select x / 0 from (values real '1.5') t(x)
select 1 / cast(0 as double), 1.5 / 0e0, mod(5, 0e0), 5.5e0 % -2e0
select x / y from (values (1.5, 0.0)) t(x, y)
select try(x / y), x / nullif(y, 0), coalesce(try(x / y), -1) from (values (1, 0), (6, 3)) t(x, y)
select a / b from (values (cast('12345678901234567.89' as decimal(20,2)), cast('1.00' as decimal(3,2))), (cast('-98765432109876543.21' as decimal(20,2)), 3.00)) t(a, b)
select a / b from (values (0.5, 2.0), (-0.5, 2.0), (2.5, 10.0), (1.0, 8.0)) t(a, b)
select 10 / 4, 10 / 4.0, 10.0 / 4, 10.00 / 3, 10e0 / 4, -7 / 2, -7 % 2, 7 % -2, 1 / 3.000
select 9007199254740993 / 1, cast(9223372036854775807 as bigint) / 10, 9223372036854775807 % 10
select x * y, x + y, x - y from (values (1.25, 3), (99.99, 2)) t(x, y)
select x * 1.1, x * 1.1e0, x + 0.5, x / 2, x / 2.0 from (values 3) t(x)
select a.id, b.id from (values nan(), 1e0) a(id) join (values nan(), 1e0) b(id) on a.id = b.id
select a.id, b.id from (values nan(), 1e0) a(id) left join (values nan(), 1e0) b(id) on a.id = b.id order by a.id
select a.id, b.id from (values nan(), 1e0) a(id) right join (values nan(), 1e0) b(id) on a.id = b.id order by b.id
select a.id, b.id from (values nan(), 1e0) a(id) full join (values nan(), 1e0) b(id) on a.id = b.id order by a.id, b.id
select id from (values nan(), 1e0) a(id) join (values nan(), 1e0) b(id) using (id)
select x in (nan(), 2e0), x not in (2e0), x = x, x <> x, x between 0e0 and 5e0, x is distinct from nan(), x is not distinct from x from (values nan()) t(x)
select x from (values nan()) t(x) where x in (select y from (values nan()) u(y))
select x from (values nan(), 1e0) t(x) where x not in (select y from (values nan()) u(y))
select x from (values nan()) t(x) where exists (select 1 from (values nan()) u(y) where y = x)
select nullif(x, nan()), case x when nan() then 'same' else 'other' end, contains(array[nan()], x), array_position(array[x], nan()) from (values nan()) t(x)
select x, count(*) from (values nan(), nan(), 1e0) t(x) group by x order by x
select count(distinct x) from (values nan(), nan(), 1e0) t(x)
select x from (values nan(), -infinity(), infinity(), 0e0, null) t(x) order by x
select distinct x from (values nan(), nan()) t(x)
select x from (values nan()) t(x) intersect select nan()
select max(x), min(x) from (values 1e0, infinity(), -infinity()) t(x)
select greatest(1, 2.5, 3), least('b', 'a'), greatest(date '2024-01-01', date '2024-02-01'), greatest(1, null)
select coalesce(null, 'x'), coalesce(n, 0), nullif(n, 0), if(n is null, 'none', 'some'), if(n > 0, 1) from (values 5, 0, null) t(n)
select case when n < 10 then 'small' when n < 100 then 'medium' else 'large' end, case n when 5 then 'five' end from (values 5, 50, null) t(n)
select n is true from (values true, null) t(n)
select x from (values 1, 2, 3, null) t(x) where x not in (1, null)
select x from (values 1, 2, 3) t(x) where x not in (select y from (values 1, null) u(y))
select x, x in (select y from (values 1, null) u(y)) from (values 1, 2, null) t(x)
select x > all (values 1, 2), x = any (values 1, 5), x <> all (values 7) from (values 5) t(x)
select (select max(y) from (values 1, 2) u(y) where y < x) from (values 1, 2, 3) t(x)
select (select y from (values 1, 2) u(y))
select x from (values 1, 2) t(x) where exists (select 1 from (values 2) u(y) where y = x)
select t.x, s.m from (values 1, 2) t(x) cross join lateral (select max(y) m from (values 1, 2, 3) u(y) where y > t.x) s order by 1
select a.id, a.v, b.w from (values (1, 'x'), (2, 'y')) a(id, v) full outer join (values (2, 'p'), (3, 'q')) b(id, w) on a.id = b.id order by 1, 3
select id, v, w from (values (1, 'x'), (2, 'y')) a(id, v) full outer join (values (2, 'p'), (3, 'q')) b(id, w) using (id) order by id
select * from (values (1, 'x')) a(id, v) join (values (1, 'p')) b(id, w) using (id)
select count(*) from (values 1, null) a(x) join (values 1, null) b(x) on a.x = b.x
select count(*) from (values 1, null) a(x) join (values 1, null) b(x) on a.x is not distinct from b.x
select a.x, b.x from (values 1, 2, 3) a(x) join (values 2, 3) b(x) on a.x < b.x order by 1, 2
select x from (values 1, 2, 2) t(x) union select x from (values 2, 3) u(x) order by x
select x from (values 1, 2, 2) t(x) union all select x from (values 2, 3) u(x) order by x
select x from (values 1, 2, 2) t(x) except select 1
select x from (values 1, 2, 2, null) t(x) intersect all select x from (values 2, 2, null) u(x) order by x
select 1 union select 2 intersect select 2 order by 1
select x from (values 5, 3, 9) t(x) order by x desc limit 2
select x from (values 5, 3, 9) t(x) order by x offset 1 row fetch first 1 row only
select x from (values 5, 3, 3, 9) t(x) order by x fetch first 1 rows with ties
select x from (values 5, 3, 9) t(x) order by x limit all
select x as y from (values 5, 3) t(x) order by y
select x, x * 2 as y from (values 5, 3) t(x) order by y + x
select x as y from (values 5, 3) t(x) where y > 3
select x as y, count(*) from (values 5, 3) t(x) group by y
select distinct x from (values (1, 2)) t(x, y) order by y
with recursive c(n, f) as (select 1, 1 union all select n + 1, f * (n + 1) from c where n < 5) select * from c order by n
with recursive d(day) as (values date '2024-01-01' union all select date_add('day', 1, day) from d where day < date '2024-01-03') select day from d order by day
with recursive c(id, path) as (select id, cast(name as varchar) from (values (1, 'a', null), (2, 'b', 1), (3, 'c', 2)) n(id, name, up) where up is null union all select n.id, c.path || '/' || n.name from (values (1, 'a', cast(null as integer)), (2, 'b', 1), (3, 'c', 2)) n(id, name, up) join c on n.up = c.id) select id, path from c order by id
with a as (select 1 as x), b as (select x + 1 as y from a) select a.x, b.y from a, b
with t(x) as (values 1, 2), u as (select x from t) select sum(t.x) + (select max(x) from u) from t
select t.x, "Y", "y" from (values (1, 2)) t(X, y)
select 'it''s', '', 'a' 'b'
select 'tab	' || U&'\0041' || chr(10) -- a comment
select /* inline */ 1 as "Mixed Case", 2 as mixed_case
select interval '1' week
select interval '2 days'
select interval '36' hour, interval '1-2' year to month, interval '1 02:03:04' day to second, -interval '1' day
select date '2024-1-5', timestamp '2024-01-05', timestamp '2024-01-05 10:00', timestamp '2024-01-05 10:00:00.500'
select timestamp '2024-01-05 10:00:00 Europe/Berlin', timestamp '2024-07-05 10:00:00 +02:00' at time zone 'UTC'
select cast(t at time zone 'America/New_York' as timestamp), cast(t at time zone 'America/New_York' as date), date_format(t at time zone 'America/New_York', '%Y-%m-%d %H') from (values timestamp '2024-03-10 12:00:00 UTC') t(t)
select t at time zone 'America/New_York' from (values timestamp '2024-07-05 10:00:00') t(t)
select at_timezone(from_unixtime(0), 'Asia/Kolkata'), with_timezone(timestamp '2024-03-10 02:30:00', 'America/New_York')
select t, count(*) from (values timestamp '2024-01-01 00:00:00 UTC', timestamp '2024-01-01 01:00:00 +01:00') t(t) group by t
select current_date > date '2020-01-01', now() > timestamp '2020-01-01 00:00:00', current_timestamp > timestamp '2020-01-01 00:00:00 UTC', localtimestamp > timestamp '2020-01-01 00:00:00'
select time '10:20:30', cast('10:20:30' as time), cast(timestamp '2024-01-01 10:20:30' as time)
select typeof(x), typeof(y), typeof(z) from (values (1, 'abc', 1.50)) t(x, y, z)
select typeof(a), typeof(m), typeof(r) from (values (array[1e0], map(array[1], array[true]), row(1, date '2024-01-01'))) t(a, m, r)
select typeof(x + y), typeof(x / y), typeof(x * y), typeof(sum(x)) from (values (1.50, 2.5)) t(x, y) group by x, y
select typeof(cast(1 as smallint) + 1), typeof(1 + 1e0), typeof(1 + 1.5), typeof(count(*)), typeof(max(1)), typeof(avg(1.5)) from (values 1) t(x)
select abs(x), sign(x), round(x), round(x, 1), floor(x), ceil(x), truncate(x), sqrt(abs(x)), power(x, 2), exp(0), mod(7, 3) from (values -2.55e0, 2.45e0) t(x)
select abs(x), sign(x), round(x), round(x, 1), floor(x), ceil(x), truncate(x, 1), x % 2 from (values -2.55, 2.45) t(x)
select round(x, -2), round(x, 0), round(x) from (values 1250, 1349) t(x)
select round(x, 2) from (values 1.005e0, 2.675e0, 1234.565e0, -1.005e0, 1e20, 0.125e0) t(x)
select width_bucket(x, array[1e0, 5e0, 10e0]), width_bucket(x, 0, 10, 5) from (values 0e0, 3e0, 10e0) t(x)
select ln(x), log10(x), log2(x), log(2, x), cbrt(x), degrees(x), radians(x) from (values 8e0, 0e0, -1e0) t(x)
select bitwise_and(x, 6), bitwise_or(x, 1), bitwise_xor(x, 3), bitwise_left_shift(x, 2), bitwise_right_shift(x, 1) from (values 5) t(x)
select to_base(x, 2), to_base(x, 16), from_base('ff', 16), from_base('777', 8) from (values 255) t(x)
select x, y from (values (1, 'a'), (2, null)) t(x, y) where y is not null and (x > 0 or y = 'b') and not (x = 3)
select sum(x) from (values 2147483647, 1) t(x)
select x + 1 from (values 2147483647) t(x)
select x * x from (values 100000) t(x)
select cast(x as bigint) * x from (values 100000) t(x)
select sum(x) from (values cast(9223372036854775807 as bigint), cast(1 as bigint)) t(x)
select x * y from (values (cast('99999999999999999999.99' as decimal(22,2)), cast('99999999999999999999.99' as decimal(22,2)))) t(x, y)
select count(*), sum(n) from (select x, count(*) n from (values 1, 1, 2) t(x) group by x)
select max(x), max(y), min(z) from (values (1, 'b', date '2024-01-02'), (null, 'a', date '2024-01-01')) t(x, y, z)
select arbitrary(x) is not null, any_value(x) is not null from (values 1, 2) t(x)
select corr(x, y), covar_samp(x, y) from (values (1e0, 2e0), (2e0, 4.5e0), (3e0, 6e0)) t(x, y)
select geometric_mean(x), entropy(x), kurtosis(x) from (values 1, 2, 3, 9) t(x)
select human_readable_seconds(96), human_readable_seconds(3762), parse_duration('1.5h'), to_milliseconds(interval '2' second)
select * from (values (1, 'a')) as t (id, name) limit 1
select t.* from (values (1, 'a')) as t (id, name)
select "t"."id" from (values (1, 'a')) as t (id, name)
select id as "select", name as "order" from (values (1, 'a')) t (id, name)
select sum(x) as sum, max(x) as max, count(*) as count from (values 1) t(x)
select x as date, x as year, x as day, x as value, x as type, x as status, x as key, x as timestamp from (values 1) t(x)
select date_diff('day', date '2024-01-01', timestamp '2024-01-03 12:00:00'), date '2024-01-01' < timestamp '2024-01-01 00:00:01', date '2024-01-01' = cast('2024-01-01' as date)
select d between date '2024-01-01' and date '2024-01-31', d >= date '2024-01-01' and d < date '2024-01-01' + interval '1' month from (values date '2024-01-31') t(d)
select substr(cast(d as varchar), 1, 7), cast(d as varchar) || 'x', cast(t as varchar) from (values (date '2024-01-31', timestamp '2024-01-31 10:00:00.500')) t(d, t)
select year('2024-01-01')
select date_format('2024-01-01', '%Y')
select year(s) from (values '2024-01-01') t(s)
select date_format(s, '%Y') from (values '2024-01-01') t(s)
select date_add('day', 1, s) from (values '2024-01-01') t(s)
select date_diff('day', s, current_date) from (values '2024-01-01') t(s)
select date_trunc('day', s) from (values '2024-01-01') t(s)
select s > date '2024-01-01' from (values '2024-01-01') t(s)
select s + 1 from (values '2') t(s)
select s = 2 from (values '2') t(s)
select d = '2024-01-01' from (values date '2024-01-01') t(d)
select sum(s) from (values '2') t(s)
select concat('a', 1)
select length(n), upper(n) from (values 5) t(n)
select substr(n, 1, 2) from (values 20240101) t(n)
select n like '2024%' from (values 20240101) t(n)
select json_extract_scalar(n, '$.a') from (values 5) t(n)
select x from (values 1, 2) t(x) limit 1 + 1
select count(x, y) from (values (1, 2)) t(x, y)
select count(distinct x, y) from (values (1, 2)) t(x, y)
select first(x) from (values 1) t(x)
select string_agg(x, ',') from (values 'a') t(x)
select median(x) from (values 1) t(x)
select ifnull(null, 1)
select nvl(null, 1)
select isnull(1)
select datediff('day', date '2024-01-01', date '2024-01-02')
select dateadd('day', 1, date '2024-01-01')
select getdate()
select to_char(date '2024-01-01', 'yyyy')
select group_concat('a')
select left('abc', 1), right('abc', 1)
select len('abc')
select charindex('a', 'abc')
select date_part('year', date '2024-01-01')
select x::integer from (values '1') t(x)
select decode(1, 1, 'a')
select top 1 x from (values 1) t(x)
select x from (values 1) t(x) qualify row_number() over () = 1
select trunc(1.5)
select substring_index('a.b', '.', 1)
select unix_timestamp()
select explode(array[1])
select get_json_object('{"a":1}', '$.a')
select date '2024-01-01' + 1
select current_date - 1
select x from (values 1) t(x) where rownum = 1
select array_contains(array[1], 1)
select size(array[1])
select struct(1, 2)
select named_struct('a', 1)
select x from (values 1) t(x) tablesample bernoulli (100)
select json_value('{"a":1}', 'lax $.a'), json_query('{"a":[1]}', 'lax $.a'), json_exists('{"a":1}', 'lax $.a')
select json_object('a' : 1), json_array(1, 2)
select try_cast(s as timestamp) from (values ' 2024-03-05', '2024-03-05 ', '2024-03-05  10:00', '2024-03-05 10', '2024-03-05 1:2:3', '2024-03-05 10:00:00Z', '2024-03-05 10:00:00 Z', '2024-03-05 10:00:00 +02:00', '2024-03-05 10:00:00+02:00', '2024-03-05 10:00:00 Europe/Berlin', '2024-03-05 24:00:00', '2024-3-5 10:00', '24-03-05', '2024-03-05 10:00:00.', '2024-03-05 10:00:00.1234567891234', '2024/03/05', '2024-03-05UTC', '2024-03-05 UTC') t(s)
select try_cast(s as date) from (values ' 2024-03-05', '2024-03-05 ', '24-03-05', '2024/03/05', '2024-03-05T00:00:00', '02024-03-05', '2024-3-05') t(s)
select try_cast(s as double) from (values '+Infinity', ' NaN ', '+NaN', '1e', 'e1', '.', '1_0', '--1', '- 1', '1E+5', '1e400', 'infinity') t(s)
select try_cast(s as decimal(10,2)) from (values '.', '1e-1', '1E2', '- 1', '00001.5', '1.', 'NaN', '1d', '+.5') t(s)
select try_cast(s as real) from (values '1.1', ' 1', '1_0', 'nan', '1e39') t(s)
select reduce(a, 0, (s, x) -> s + x, s -> s) from (values array[1.5e0, 2e0]) t(a)
select reduce(a, 0, (s, x) -> s + x, s -> s) from (values array[cast(1 as bigint), 2]) t(a)
select reduce(a, cast(0 as bigint), (s, x) -> s + x, s -> s) from (values array[1, 2]) t(a)
select reduce(a, 0, (s, x) -> s + length(x), s -> s) from (values array['a', 'bb']) t(a)
select reduce(a, '', (s, x) -> concat(s, x), s -> s) from (values array['a', 'bb']) t(a)
select reduce(a, array[], (s, x) -> s || x, s -> s) from (values array[1, 2]) t(a)
select reduce(a, cast(array[] as array(integer)), (s, x) -> s || x, s -> s) from (values array[1, 2]) t(a)
select reduce(a, false, (s, x) -> s or x > 1, s -> s) from (values array[1, 2]) t(a)
select reduce(a, null, (s, x) -> x, s -> s) from (values array[1, 2]) t(a)
select url_extract_path('https://x.com/a+b%20c'), url_extract_fragment('https://x.com/#a%20b+c'), url_extract_query('https://x.com/?q=a%20b+c%26d'), url_extract_parameter('https://x.com/?q=a%20b+c', 'q'), url_extract_parameter('https://x.com/?q', 'q'), url_extract_parameter('https://x.com/?a%20b=1', 'a b')
select url_extract_host(u), url_extract_path(u), url_extract_protocol(u), url_extract_port(u) from (values 'http://a_b.com/x', 'http://a.com/x y', 'http://a.com/{x}', 'http://a.com/%zz', 'http://a.com/%', 'mailto:a@b.c', '/rel/path?x=1', 'http://', 'http://[::1]:80/x', 'HTTP://EX.com', 'http://ex.com:', 'a:b', 'http://ex.com/é', '?a=1', '#f', 'http://u:p@ex.com/', 'http://ex.com/a|b', 'http://ex.com/[x]', '1http://x', 'http//x') t(u)
select bitwise_left_shift(x, 2), bitwise_left_shift(x, 8), bitwise_left_shift(x, 70) from (values tinyint '100') t(x)
select bitwise_left_shift(x, 2), bitwise_left_shift(x, 31), bitwise_left_shift(x, 32) from (values 2000000000) t(x)
select bitwise_left_shift(x, 2), bitwise_left_shift(x, 63), bitwise_left_shift(x, 64) from (values bigint '9000000000000000000') t(x)
select bitwise_left_shift(x, 2), bitwise_left_shift(x, 16) from (values smallint '30000') t(x)
select a || 4, 0 || a, concat(a, array[9]) from (values array[1, 2]) t(a)
select a || 'x', 'y' || a from (values array['p']) t(a)
select array_agg(x) || 5 from (values 1) t(x)
select strpos('hello', 'l', -1), strpos('hello', 'l', -2), strpos('hello', 'l', -3), strpos('hello', 'l', 0)
select region, sum(n) as n from (values ('a', 1), ('a', 2), ('b', 5)) t(region, n) group by region order by sum(n) desc
select region, sum(n) as total from (values ('a', 1), ('a', 2), ('b', 5)) t(region, n) group by region order by sum(n) desc
select region, sum(n) as n from (values ('a', 1), ('a', 2), ('b', 5)) t(region, n) group by region order by n desc
select region, sum(n) as n from (values ('a', 1), ('a', 2), ('b', 5)) t(region, n) group by region order by sum(t.n) desc
select region, max(d) d, count(*) from (values ('a', 1), ('b', 5)) t(region, d) group by region order by count(*) desc, max(d)
select distinct x, y from (values (1, 2)) t(x, y) order by x + y
select distinct x from (values (1, 2)) t(x, y) order by x + 1
select distinct x as z from (values (1, 2)) t(x, y) order by x
select distinct upper(s) from (values 'a') t(s) order by upper(s)
select distinct x from (values (1, 2)) t(x, y) order by 1
select distinct t.x from (values (1, 2)) t(x, y) order by t.x
select distinct t.x from (values (1, 2)) t(x, y) order by x
select distinct x from (values (1, 2)) t(x, y) order by t.x
select map(array[1, 2], array['a', 'b'])[x] from (values 1, 2) t(x)
select a[x] from (values (array[1, 2], 3)) t(a, x)
select element_at(a, x) from (values (array[1, 2], -3), (array[1, 2], -1)) t(a, x)
select t.r.a from (values (1, cast(row(1, 'x') as row(a integer, b varchar)))) t(i, r)
select i, r.a, r.b, r[2] from (values (1, cast(row(1, 'x') as row(a integer, b varchar)))) t(i, r)
select x from unnest(array[array[1, 2], array[3]]) t(x)
select * from unnest(array[row(1, 'a')])
select * from (values (1, array[cast(row(1, 'a') as row(x integer, y varchar))])) t(id, l) cross join unnest(l)
select id, x, y from (values (1, array[cast(row(1, 'a') as row(x integer, y varchar))])) t(id, l) cross join unnest(l)
select id, u.x from (values (1, array[cast(row(1, 'a') as row(x integer, y varchar))])) t(id, l) cross join unnest(l) as u
select count(*) day, max(x) value, min(x) type, sum(x) year from (values 1) t(x)
select x name, x key, x data, x session, x schema, x comment from (values 1) t(x)
select x date, x timestamp, x time, x level, x position, x zone from (values 1) t(x)
select 1 value, 'a' text, x result from (values 1) t(x)
select sum(d / 60), avg(d) / 60, sum(d) / count(*), sum(d) * 100.0 / count(*), cast(sum(d) as double) / count(*) from (values 90, 61) t(d)
select sum(d) / count(*), avg(d), sum(d) * 100 / count(*), sum(d) / 3 from (values 1.25, 2.50) t(d)
select x / 0.01, x / 100, x / 1000.0, x / 0.3333 from (values cast(12.34 as decimal(12,2))) t(x)
select x / y from (values (1.5, 0.01)) t(x, y)
select lpad('a', -1, 'x')
select date_parse(s, '%d/%m') from (values '05/03') t(s)
select parse_datetime('10:30', 'HH:mm')
select date_format(t, '%x-W%v'), date_format(t, '%D'), date_format(t, '%u') from (values timestamp '2024-12-30 01:02:03') t(t)
select format_datetime(t, 'xxxx-ww-e'), format_datetime(t, 'w'), format_datetime(t, 'DDD'), format_datetime(t, 'k'), format_datetime(t, 'K'), format_datetime(t, 'H') from (values timestamp '2024-12-30 14:02:03') t(t)
select json_extract(j, '$.a'), json_extract_scalar(j, '$.a') from (values '{"a":1.0}', '{"a":1e2}', '{"a":"é\u00e9"}', '{"a":[ 1 , 2.50 ]}', '{"a":{"y":1,"x":2}}', '{"a":null}', '{"A":1}', '[1]', '{"a":12345678901234567890}', '{"a":"x\"y"}') t(j)
select json_extract_scalar(j, '$[0]'), json_array_length(j), json_array_contains(j, 1), json_array_get(j, 0) from (values '[1,2]', '[]', 'x', '{}') t(j)
select json_parse(j) from (values '{"a":1.0,"b":1e2}', '[1, 2]', '"x"', ' 1 ') t(j)
select cast(json_parse(j) as double), cast(json_parse(j) as varchar), cast(json_parse(j) as boolean) from (values '1.5', '"1.5"', 'null') t(j)
select max(x), min(x), array_max(array[x, 1e0]), greatest(x, 1e0), least(x, 1e0) from (values nan()) t(x) group by x
select max(x), min(x) from (values nan(), 1e0) t(x)
select sum(x), avg(x), stddev(x) from (values nan(), 1e0) t(x)
select x > y, x >= y, x < y from (values (nan(), nan()), (nan(), 1e0), (1e0, nan()), (infinity(), nan())) t(x, y)
select rank() over (order by x), x from (values nan(), 1e0, nan()) t(x) order by 2
select array_distinct(array[nan(), nan()]), array_sort(array[nan(), 1e0]), array_position(array[nan()], nan()), array_remove(array[nan(), 1e0], nan()), array_union(array[nan()], array[nan()]), array_intersect(array[nan()], array[nan()]), array_except(array[nan()], array[nan()]), arrays_overlap(array[nan()], array[nan()])
select count(*) from (values array[nan()]) t(a) where a = array[nan()]
select row(1, null) in (row(1, null)), (1, null) = (1, null), (1, null) = (2, null), array[1, null] in (array[1, null])
select contains(array[array[1, null]], array[1, null]), array_position(array[array[1, null]], array[1, null]), array_distinct(array[array[1, null], array[1, null]])
select contains(array[array[1, 2]], array[1, 2]), array_remove(array[array[1, 2]], array[1, 2])
select array[1, null] < array[1, 2], array[1, 2] < array[1, 3], row(1, 2) < row(1, 3)
select m1 = m2 from (values (map(array['a'], array[cast(null as integer)]), map(array['a'], array[cast(null as integer)])), (map(array['a'], array[1]), map(array['b'], array[1])), (map(array['a'], array[1]), map(array['a'], array[2]))) t(m1, m2)
select x from (values 1) t(x) order by x nulls first limit 5
select x is not true, x is false from (values true) t(x)
select interval x day from (values 1) t(x)
select interval '1' days
select interval '1.5' second, interval '-3' hour, interval -'3' hour, interval '90' minute
select interval 'x' day
select date_add('day', x, date '2024-01-01') from (values bigint '3') t(x)
select d - interval '3' hour from (values date '2024-01-01') t(d)
select current_timestamp - interval '1' hour < current_timestamp, now() + interval '1' day > now(), date_trunc('day', now()) <= now()
select max(d) + interval '1' day, min(d) - interval '1' month, max(d) - min(d), count(*) + 1, sum(x) - 1, max(x) + min(x) from (values (date '2024-01-01', 1), (date '2024-01-05', 2)) t(d, x)
select d + interval '1' day from (select max(d) d from (values date '2024-01-01') t(d))
select x from (values date '2024-01-01', date '2024-01-05') t(x) where x >= (select max(y) - interval '2' day from (values date '2024-01-05') u(y))
select x, x in (select y from (values 2e0) u(y)), x not in (select y from (values 2e0) u(y)) from (values nan(), 1e0) t(x)
select x, x in (select y from (values nan(), 2e0) u(y)), x not in (select y from (values nan(), 2e0) u(y)) from (values nan(), 1e0, 2e0) t(x)
select x from (values nan(), 1e0, 3e0) t(x) where x not in (select y from (values nan(), 1e0) u(y))
select cast(json_parse('[{"a":1,"zz":3},{"b":"x"},[5,"y"],null]') as array(row(a integer, b varchar)))
select cast(json_parse('{"A":1,"b":{"c":[{"d":1}]}}') as row(a integer, b row(c array(row(d integer, e varchar)))))
select cast(json_parse('{"a":"1","b":2.5}') as row(a integer, b varchar))
select cast(json_parse('{"a":"x"}') as row(a integer))
select cast(json_parse('{"a":{"k":1}}') as map(varchar, map(varchar, integer)))
select cast(json_extract('{"r":{"x":1}}', '$.r') as row(x integer, y double))
select transform(cast(json_extract(j, '$.items') as array(row(sku varchar, qty integer))), i -> i.qty) from (values '{"items":[{"sku":"a","qty":2},{"qty":3}]}') t(j)
select x || null from (values array[1]) t(x)
select id, a.x from (values (1, 2e0), (2, nan())) t(id, v) join (values (2e0, 'p'), (nan(), 'q')) a(v, x) using (v)
select json_parse('{"a":1.50,"b":0.1e-7,"d":12345678901234567890,"e":-0.0,"f":1.0E10,"g":123456789.123456789,"h":1e-5,"i":10000000.0,"j":0.001,"k":1e7}')
select json_extract('{"a":[1.50,0.1e-7,12345678901234567890,-0.0,1.0E10,123456789.123456789,1e-5,10000000.0,0.001,1e7,1e400]}', '$.a')
select json_format(json_parse('[1e2,1.0]')), json_format(json '2.50')
select k from (values (1, 2.5), (2, 0.5)) t(k, x) group by k having avg(x) > 1
select k from (values (1, 2), (2, 9)) t(k, x) group by k having 10 / sum(x) / 2 >= 1
select k from (values (1, 2.5), (2, 0.5)) t(k, x) group by k having avg(x) > 0.9 * (select avg(x) from (values (1, 2.5)) u(k, x) group by k)
select k from (values (1, 2), (1, 1)) t(k, x) group by k having array_sort(array_agg(x), (a, b) -> if(a < b, 1, if(a > b, -1, 0))) = array[2, 1]
select k from (values (1, 'a', 2)) t(k, n, x) group by k having map_values(map_agg(n, x)) = array[2]
select k from (values (1, 'a', 2)) t(k, n, x) group by k having cardinality(map_filter(map_agg(n, x), (a, b) -> b > 1)) = 1
select k from (values (1, 'a', 2)) t(k, n, x) group by k having element_at(multimap_agg(n, x), 'a') = array[2]
select k from (values (1, 'a', 2)) t(k, n, x) group by k having max_by(x, n) > 1 and min_by(n, x) = 'a'
select k from (values (1, 'a', 2)) t(k, n, x) group by k having cardinality(histogram(n)) = 1
select k from (values (1, 2)) t(k, x) group by k having reduce(array_agg(x), 0, (s, v) -> s + v, s -> s) = 2
select k from (values (1, 2.5)) t(k, x) group by k having sum(x) % 2 > 0 and sum(x) / 2 / 2 < 1
select k from (values (1, 2e0)) t(k, x) group by k having approx_percentile(x, 0.5) > 1 and stddev_pop(x) = 0
select k from (values (1, 2.5)) t(k, x) group by k having transform(array_agg(row(x)), r -> r[1]) = array[2.5]
select k from (values (1, 2.5)) t(k, x) group by k having transform(array_agg(cast(row(x) as row(y double))), r -> r.y) = array[2.5e0]
select grouping(a) + grouping(b) as l, sum(x) from (values (1, 2, 3)) t(a, b, x) group by rollup(a, b) order by 1
select grouping(a) + grouping(b), rank() over (partition by grouping(a) + grouping(b) order by sum(x) desc) from (values (1, 2, 3)) t(a, b, x) group by rollup(a, b) order by 1
select case grouping(a, b) when 0 then 'both' when 1 then 'a' else 'all' end, sum(x) * 2 from (values (1, 2, 3)) t(a, b, x) group by rollup(a, b) order by 1
select grouping(a) * 1.5, grouping(a) / 2 from (values (1, 2)) t(a, b) group by cube(a, b) order by 1

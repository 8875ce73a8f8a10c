select timestamp '2020-01-01 00:00:00 UTC' at time zone 'America/New_York'
select at_timezone(timestamp '2020-07-01 12:00:00 UTC', 'Europe/Berlin')
select from_unixtime(0, 'Asia/Tokyo')
select from_unixtime(1.5)
select timestamp '2020-01-01 10:00:00 America/New_York'
select cast(timestamp '2020-01-01 10:00:00 America/New_York' as varchar)
select cast(timestamp '2020-01-01 10:00:00 America/New_York' as timestamp)
select hour(timestamp '2020-01-01 10:00:00 America/New_York')
select timestamp '2020-01-01 10:00:00 UTC' = timestamp '2020-01-01 05:00:00 America/New_York'
select with_timezone(timestamp '2020-01-01 10:00:00', 'America/New_York')
select to_unixtime(timestamp '2020-01-01 10:00:00 America/New_York')
select timezone_hour(timestamp '2020-01-01 10:00:00 America/New_York')
select timezone_minute(timestamp '2020-01-01 10:00:00 Asia/Kolkata')
select date_trunc('hour', timestamp '2020-01-01 10:30:00 America/New_York')
select date_format(timestamp '2020-01-01 10:00:00 America/New_York', '%H:%i')
select to_iso8601(timestamp '2020-01-01 10:00:00 America/New_York')
select 1 = 'a'
select 'a' = 1
select 1 < '2'
select 1 || 'a'
select 'a' || 1
select 'a' || 'b' || 'c'
select 1 in ('1', '2')
select 1 between '0' and '2'
select coalesce(1, 'a')
select if(true, 1, 'a')
select case when true then 1 else 'a' end
select 1 union all select 'a'
select array[1, 'a']
select date '2020-01-01' = '2020-01-01'
select date '2020-01-01' > 5
select true = 1
select concat('a', 1)
select length(5)
select upper(1)
select abs('1')
select sum(x) from (values 'a') t(x)
select nullif(1, '1')
select greatest(1, '2')
select array[1,2][5]
select array[1,2][0]
select array[1,2][-1]
select array[1,2][2]
select element_at(array[1,2], 5)
select element_at(array[1,2], -1)
select element_at(array[1,2], 0)
select map(array['a'], array[1])['b']
select map(array['a'], array[1])['a']
select element_at(map(array['a'], array[1]), 'b')
select split_part('a,b', ',', -1)
select split_part('a,b', ',', 0)
select split_part('a,b', ',', 2)
select split_part('a,b', ',', 3)
select sequence(1, 5)
select sequence(1, 10, 3)
select sequence(5, 1)
select sequence(5, 1, -2)
select sequence(date '2020-01-01', date '2020-01-03')
select sequence(date '2020-01-01', date '2020-03-01', interval '1' month)
select sequence(date '2020-01-01', date '2020-01-05', interval '2' day)
select sequence(timestamp '2020-01-01 00:00:00', timestamp '2020-01-01 02:00:00', interval '1' hour)
select day_of_week(date '2020-01-05')
select dow(date '2020-01-06')
select extract(dow from date '2020-01-05')
select extract(day_of_week from date '2020-01-05')
select extract(year from timestamp '2020-05-06 07:08:09')
select extract(week from date '2020-01-05')
select extract(doy from date '2020-02-01')
select extract(yow from date '2020-12-31')
select extract(second from timestamp '2020-05-06 07:08:09.123')
select 1.0
select 1.50
select .5
select 00.50
select 1e2
select -1.10
select 123456789012345678901234567890.12
select 1.0 + 1
select 1.10 * 2.0
select 1.0 / 3
select 10 / 3
select 10 / 4.0
select 1 / 2.00
select 5 % 3
select -5 % 3
select 5.5 % 2
select 1.5 - 0.25
select cast(1 as decimal(10,2)) / cast(3 as decimal(10,2))
select cast(2.5 as bigint)
select cast(-2.5 as bigint)
select cast(1.25e0 as decimal(3,1))
select round(2.5)
select round(-2.5)
select round(2.567, 2)
select round(2.5e0)
select truncate(2.567)
select truncate(2.567e0, 2)
select ceil(1.2)
select floor(-1.2)
select sign(-2.5)
select mod(7, 3)
select power(2, 3)
select log(2, 8)
select log2(8)
select cbrt(27)
select width_bucket(5.0, 0.0, 10.0, 5)
select to_base(255, 16)
select from_base('ff', 16)
select bitwise_and(12, 10)
select bitwise_not(5)
select bitwise_left_shift(1, 4)
select bitwise_right_shift(16, 2)
select bit_count(7, 64)
select url_encode('a b&c/d?é~*')
select url_decode('a+b%26c')
select url_extract_host('https://example.com:8080/path?q=1#frag')
select url_extract_port('https://example.com:8080/path?q=1#frag')
select url_extract_protocol('https://example.com:8080/path?q=1#frag')
select url_extract_path('https://example.com:8080/path?q=1#frag')
select url_extract_query('https://example.com:8080/path?q=1#frag')
select url_extract_fragment('https://example.com:8080/path?q=1#frag')
select url_extract_parameter('https://example.com/?q=1&r=a%20b', 'r')
select url_extract_parameter('https://example.com/?q=1', 'x')
select try(1/0)
select try(cast('a' as integer))
select 1/0
select 1.0/0
select 1e0/0
select 5 % 0
select try_cast('a' as integer)
select cast('a' as integer)
select cast('1.5' as integer)
select cast(300 as tinyint)
select cast('2020-13-01' as date)
select cast('true' as boolean)
select cast('x' as boolean)
select if(true, 1)
select if(false, 1)
select if(1 = 1, 'a', 'b')
select * from (values 1, 2) t(x)
select x + 1 from (values 1, 2) t(x)
select * from (values (1, 'a'), (2, 'b')) t(x, y)
values 1, 2
values (1, 'a'), (2, 'b')
select k, v from unnest(map(array['a','b'], array[1,2])) t(k, v)
select a, b from unnest(array[1,2,3], array['x','y']) t(a, b)
select a, o from unnest(array['x','y']) with ordinality t(a, o)
select t.id, e from (values (1, array[1,2]), (2, array[3])) t(id, a) cross join unnest(a) u(e)
select t.id, e from (values (1, array[1,2]), (2, array[])) t(id, a) left join unnest(a) u(e) on true
select cast('ab' as char(5))
select cast('ab' as char(5)) || 'x'
select length(cast('ab' as char(5)))
select cast('abcdef' as char(3))
select cast('ab' as char(5)) = 'ab'
select interval '2' day
select interval '1' month
select interval '1' year
select interval '3' hour + interval '30' minute
select interval '1' day * 2
select date '2020-03-01' - date '2020-02-01'
select timestamp '2020-03-01 12:00:00' - timestamp '2020-02-29 00:00:00'
select date '2020-01-31' + interval '1' month
select timestamp '2020-01-31 10:00:00' - interval '90' minute
select typeof(1)
select typeof(1.50)
select typeof(1e0)
select typeof('abc')
select typeof(cast('abc' as varchar))
select typeof(null)
select typeof(array[1, 2])
select typeof(map(array['a'], array[1.5]))
select typeof(row(1, 'a'))
select typeof(date '2020-01-01')
select typeof(timestamp '2020-01-01 00:00:00')
select typeof(timestamp '2020-01-01 00:00:00 UTC')
select typeof(interval '1' day)
select typeof(now())
select typeof(1 + 2.5)
select typeof(sum(x)) from (values 1) t(x)
select typeof(avg(x)) from (values 1) t(x)
select typeof(count(*)) from (values 1) t(x)
select typeof(cast(1 as bigint) + 1)
select cast(1e0 as varchar)
select cast(1e10 as varchar)
select cast(1.5e-5 as varchar)
select cast(0.1e0 as varchar)
select cast(cast(1.5 as real) as varchar)
select cast(nan() as varchar)
select cast(infinity() as varchar)
select 1e10
select 123456789.0e0
select 1e-5
select cast(1.50 as varchar)
select cast(true as varchar)
select cast(date '2020-01-01' as varchar)
select cast(timestamp '2020-01-01 10:00:00' as varchar)
select cast(12345678901 as varchar)
select reduce(array[1,2,3], 0, (s, x) -> s + x, s -> s)
select zip_with(array[1,2], array['a','b'], (x, y) -> cast(x as varchar) || y)
select zip(array[1,2], array['a','b'])
select map_filter(map(array['a','b'], array[1,2]), (k, v) -> v > 1)
select transform_keys(map(array['a','b'], array[1,2]), (k, v) -> k || 'x')
select transform_values(map(array['a','b'], array[1,2]), (k, v) -> v + 1)
select map_zip_with(map(array['a'], array[1]), map(array['a'], array[2]), (k, v1, v2) -> v1 + v2)
select array_union(array[1,2], array[2,3])
select array_except(array[1,2,2], array[2,3])
select array_intersect(array[1,2,2], array[2,3])
select array_distinct(array[3,1,3,null,null])
select array_sort(array[3,1,null,2])
select array_sort(array[3,1,2], (x, y) -> if(x < y, 1, if(x = y, 0, -1)))
select array_join(array[1,null,2], ',')
select array_join(array[1,null,2], ',', 'N')
select array_max(array[1,3,2])
select array_max(array[1,null])
select array_min(array[1,3,2])
select array_position(array['a','b'], 'b')
select array_position(array['a','b'], 'z')
select array_remove(array[1,2,1], 1)
select arrays_overlap(array[1,2], array[2,3])
select array[1,2] || array[3]
select array[1,2] || 3
select 0 || array[1,2]
select concat(array[1], array[2,3])
select flatten(array[array[1], array[2,3]])
select cardinality(array[1,2,3])
select cardinality(map(array['a'], array[1]))
select contains(array[1,2], 3)
select filter(array[1,2,3], x -> x > 1)
select transform(array[1,2,3], x -> x * 2)
select any_match(array[1,2], x -> x > 1)
select all_match(array[1,2], x -> x > 1)
select none_match(array[1,2], x -> x > 5)
select slice(array[1,2,3,4], 2, 2)
select slice(array[1,2,3,4], -2, 2)
select repeat('a', 3)
select reverse(array[1,2,3])
select ngrams(array['a','b','c','d'], 2)
select combinations(array['a','b','c'], 2)
select shuffle(array[1])
select trim_array(array[1,2,3], 1)
select array_sum(array[1,2])
select map_keys(map(array['a','b'], array[1,2]))
select map_values(map(array['a','b'], array[1,2]))
select map_entries(map(array['a'], array[1]))
select map_concat(map(array['a'], array[1]), map(array['b'], array[2]))
select map_from_entries(array[row('a', 1)])
select multimap_from_entries(array[row('a', 1), row('a', 2)])
select split_to_map('a=1,b=2', ',', '=')
select split_to_multimap('a=1,a=2', ',', '=')
select map()
select map_agg(k, v) from (values ('a', 1)) t(k, v)
select multimap_agg(k, v) from (values ('a', 1), ('a', 2)) t(k, v)
select map_union(m) from (values map(array['a'], array[1]), map(array['b'], array[2])) t(m)
select format('%s-%05d', 'a', 42)
select format('%.2f', 3.14159e0)
select format('%,d', 1234567)
select json_array_get('[1,2,3]', 1)
select json_array_contains('[1,2,3]', 2)
select json_extract('{"a":{"b":1}}', '$.a')
select json_extract_scalar('{"a":{"b":1}}', '$.a.b')
select json_extract_scalar('{"a":[1,2]}', '$.a')
select json_array_length('[1,2,3]')
select json_size('{"a":{"b":1,"c":2}}', '$.a')
select json_format(json '{"a": 1}')
select json_parse('{"a": 1, "b" :2}')
select json_parse('{a')
select cast(json '[1,2]' as array(integer))
select cast(json '{"a":1}' as map(varchar, integer))
select cast(array[1,2] as json)
select cast(map(array['a'], array[1]) as json)
select cast(row(1, 'a') as json)
select cast('abc' as json)
select json_extract('{"a":"x"}', '$.a')
select is_json_scalar('1')
select is_json_scalar('[1]')
select lpad('ab', 5, 'x')
select rpad('ab', 5, 'x')
select substr('hello', 2)
select substr('hello', -3)
select substr('hello', 0)
select substr('hello', 2, 3)
select substring('hello' from 2 for 2)
select strpos('hello', 'l')
select strpos('hello', 'l', 2)
select position('l' in 'hello')
select replace('hello', 'l', 'L')
select replace('hello', 'l')
select reverse('abc')
select split('a,b,c', ',')
select split('a,b,c', ',', 2)
select translate('abcd', 'ab', 'xy')
select trim('  a ')
select trim(both 'x' from 'xax')
select ltrim('  a')
select rtrim('a  ')
select upper('aé')
select lower('AÉ')
select length('é')
select chr(65)
select codepoint('A')
select concat('a', 'b', 'c')
select concat_ws(',', 'a', null, 'b')
select starts_with('abc', 'ab')
select ends_with('abc', 'bc')
select levenshtein_distance('kitten', 'sitting')
select hamming_distance('abc', 'abd')
select soundex('Robert')
select normalize('é')
select word_stem('running')
select luhn_check('79927398713')
select regexp_like('abc', 'b')
select regexp_extract('a1b22', '\d+')
select regexp_extract('a1b22', '([a-z])(\d+)', 2)
select regexp_extract('abc', '\d+')
select regexp_extract_all('a1b22', '\d+')
select regexp_replace('a1b2', '\d')
select regexp_replace('a1b2', '(\d)', '<$1>')
select regexp_split('a1b2c', '\d')
select regexp_count('a1b2', '\d')
select regexp_position('a1b2', '\d')
select to_hex(to_utf8('abc'))
select from_hex('616263')
select to_base64(to_utf8('abc'))
select from_utf8(from_base64('YWJj'))
select md5(to_utf8('abc'))
select to_hex(sha256(to_utf8('abc')))
select to_hex(sha512(to_utf8('abc')))
select crc32(to_utf8('abc'))
select xxhash64(to_utf8('abc'))
select to_base64url(to_utf8('a?b'))
select from_base64url('YT9i')
select date_add('day', 1, date '2020-01-31')
select date_add('month', 1, date '2020-01-31')
select date_add('hour', 1, timestamp '2020-01-31 23:30:00')
select date_diff('day', date '2020-01-01', date '2020-03-01')
select date_diff('month', date '2020-01-31', date '2020-02-29')
select date_diff('hour', timestamp '2020-01-01 00:59:00', timestamp '2020-01-01 02:00:00')
select date_trunc('week', date '2020-01-05')
select date_trunc('month', timestamp '2020-05-06 07:08:09')
select date_format(timestamp '2020-01-05 07:08:09', '%Y-%m-%d %H:%i:%s %W %j')
select date_parse('2020-01-05 07:08', '%Y-%m-%d %H:%i')
select format_datetime(timestamp '2020-01-05 07:08:09', 'yyyy-MM-dd HH:mm:ss')
select parse_datetime('2020-01-05 07:08', 'yyyy-MM-dd HH:mm')
select from_iso8601_timestamp('2020-01-05T07:08:09Z')
select from_iso8601_timestamp('2020-01-05T07:08:09+02:00')
select from_iso8601_date('2020-01-05')
select to_iso8601(date '2020-01-05')
select to_iso8601(timestamp '2020-01-05 07:08:09')
select last_day_of_month(date '2020-02-05')
select year(date '2020-02-05'), quarter(date '2020-02-05'), month(date '2020-02-05'), day(date '2020-02-05')
select week(date '2020-01-05'), year_of_week(date '2019-12-31'), day_of_year(date '2020-02-05')
select hour(timestamp '2020-01-05 07:08:09'), minute(timestamp '2020-01-05 07:08:09'), second(timestamp '2020-01-05 07:08:09'), millisecond(timestamp '2020-01-05 07:08:09.123')
select human_readable_seconds(3762)
select parse_duration('3.81 d')
select to_milliseconds(interval '1' day)
select count(*), sum(x), avg(x), min(x), max(x) from (values 1, 2, 4) t(x)
select avg(x) from (values 1.5, 2.5) t(x)
select sum(x) from (values 1.5, 2.5) t(x)
select approx_distinct(x) from (values 1, 1, 2) t(x)
select array_agg(x order by x desc) from (values 1, 3, 2) t(x)
select count_if(x > 1) from (values 1, 2) t(x)
select bool_and(x > 0), bool_or(x > 1), every(x > 0) from (values 1, 2) t(x)
select max_by(y, x), min_by(y, x) from (values (1, 'a'), (2, 'b')) t(x, y)
select arbitrary(x) from (values 1) t(x)
select geometric_mean(x) from (values 2, 8) t(x)
select histogram(x) from (values 'a', 'a', 'b') t(x)
select listagg(x, ',') within group (order by x) from (values 'b', 'a') t(x)
select checksum(x) from (values 1) t(x)
select stddev(x), variance(x) from (values 1, 2, 4) t(x)
select corr(x, y) from (values (1, 2), (2, 4), (3, 7)) t(x, y)
select max(x, 2) from (values 1, 3, 2) t(x)
select min_by(y, x, 2) from (values (1, 'a'), (2, 'b'), (3, 'c')) t(x, y)
select entropy(x) from (values 1, 2) t(x)
select bitwise_and_agg(x), bitwise_or_agg(x) from (values 12, 10) t(x)
select x, row_number() over (order by x) from (values 2, 1) t(x) order by x
select x, lag(x) over (order by x) from (values 2, 1) t(x) order by x
select x, sum(x) over (order by x) from (values 2, 1) t(x) order by x
select grouping(x), x, count(*) from (values 1, 1, 2) t(x) group by rollup(x) order by 1, 2
select x from (values 3, 1, null) t(x) order by x
select x from (values 3, 1, null) t(x) order by x desc
select x from (values 3, 1, null) t(x) order by x nulls first
select distinct x from (values 1, 1) t(x)
select 1 intersect select 1
select 1 except select 1
select x from (values 1, 2, 2) t(x) except all select 2
select row(1, 'a')
select cast(row(1, 'a') as row(x integer, y varchar))
select cast(row(1, 'a') as row(x integer, y varchar)).x
select array[row(1, 'a')]
select map(array['a', 'b'], array[1, null])
select array[null, 1]
select array['a b', 'c']
select null
select true
select x'00ff'
select 'it''s'
select U&'\00e9'
select coalesce(null, 1)
select nullif(1, 1)
select greatest(1, 2, 3), least(1, 2, 3)
select greatest(1, null)
select 'abc' like 'a%'
select 'a_c' like 'a\_c' escape '\'
select 'abc' not like 'b%'
select 1 is distinct from null
select null is not distinct from null
select not true
select true and null
select case 1 when 1 then 'a' else 'b' end
select exists (select 1)
select (select 1)
select 1 in (1, 2)
select 1 = any (values 1, 2)
select 2 > all (values 1, 2)
select current_date = cast(now() as date)
select nosuch(1)
select x
select * from nosuch
select 1 +
select try_cast(json '{"a":1}' as varchar)
select bitwise_xor(12, 10)
select e(), pi()
select degrees(pi()), radians(180)
select is_nan(nan()), is_finite(1e0), is_infinite(infinity())
select sqrt(16), exp(0), ln(1), log10(100)
select sin(0), cos(0), tan(0), asin(0), acos(1), atan(0), atan2(0, 1)
select sinh(0), cosh(0), tanh(0)
select cosine_similarity(map(array['a'], array[1e0]), map(array['a'], array[2e0]))
select normal_cdf(0, 1, 1.96)
select inverse_normal_cdf(0, 1, 0.5)
select abs(-5), abs(-5.5), abs(-5e0)
select cast(9223372036854775807 as bigint) + 1
select cast(2147483647 as integer) + 1
select 2147483647 + 1
select 2147483648
select 9223372036854775808
select cast(1 as smallint) + cast(2 as tinyint)
select cast('12' as bigint) + 1
select cast(' 12 ' as bigint)
select cast('1e2' as double)
select date '2020-02-30'
select timestamp '2020-01-01'
select time '10:00:00'
select cast('10:00' as time)
select cast('2020-01-01 10:00:00' as timestamp)
select cast('2020-01-01' as timestamp)
select cast(date '2020-01-01' as timestamp)
select cast(timestamp '2020-01-01 10:00:00' as date)
select date(timestamp '2020-01-01 10:00:00')
select date('2020-01-01')
select a[2] from (values array[1, 2], array[3]) t(a)
select a[1] from (values array[1, 2], array[3]) t(a)
select m['b'] from (values map(array['a'], array[1])) t(m)
select m['a'] from (values map(array['a'], array[cast(null as integer)])) t(m)
select a[1][2] from (values array[array[1, 2]]) t(a)
select try(split('a,b', ',')[3])
select try(a[9]) from (values array[1]) t(a)
select split('a,b', ',')[2]
select split('a,b', ',')[3]
select a[1].x from (values array[cast(row(1) as row(x integer))]) t(a)
select s = i from (values (1, 'a')) t(i, s)
select s = 'a' and i = 1 from (values (1, 'a')) t(i, s)
select count(*) from (values (1, 'a')) t(i, s) join (values (1, 'x')) u(i, s) on t.i = u.i
select count(*) from (values (1, 'a')) t(i, s) join (values (1, 'x')) u(i, s) on t.i = u.s
select case when i = 1 then 'x' else 'y' end from (values 1) t(i)
select i in (1, 2) and s in ('a', 'b') from (values (1, 'a')) t(i, s)
select s not in ('a', 'b') from (values (1, 'c')) t(i, s)
select d = date '2020-01-01' from (values date '2020-01-01') t(d)
select d >= timestamp '2020-01-01 00:00:00' from (values date '2020-01-01') t(d)
select x = 1.0 from (values 1) t(x)
select x > 0.5e0 from (values 1) t(x)
select (1, 'a') = (1, 'a')
select x = (select 1) from (values 1) t(x)
select s between 'a' and 'c' from (values 'b') t(s)
select i between 1 and 3 from (values 2) t(i)
select coalesce(s, 'none') from (values 'a', null) t(s)
select if(s = 'a', 'yes', 'no') from (values 'a') t(s)
select sum(if(s = 'a', 1, 0)) from (values 'a', 'b') t(s)
select substr(s, 1, 1) = 'a' from (values 'abc') t(s)
select cast(s as integer) = 5 from (values '5') t(s)
select s || '-' || cast(i as varchar) from (values (1, 'a')) t(i, s)
select s || null from (values 'a') t(s)
select 'a' || cast(null as varchar)
select date_diff('day', cast('2020-01-01' as date), current_date) > 0
select date_trunc('day', timestamp '2020-01-01 23:30:00 UTC' at time zone 'Asia/Tokyo')
select cast(timestamp '2020-01-01 23:30:00 UTC' at time zone 'Asia/Tokyo' as date)
select date_format(timestamp '2020-01-01 23:30:00 UTC' at time zone 'Asia/Tokyo', '%Y-%m-%d')
select day(timestamp '2020-01-01 23:30:00 UTC' at time zone 'Asia/Tokyo')
select date_add('hour', 1, timestamp '2020-01-01 23:30:00 UTC' at time zone 'Asia/Tokyo')
select year(date '2020-01-01') = 2020
select concat(cast(1 as varchar), 'x')
select lower(trim(replace(substr('  ABC ', 1, 5), 'B', 'x')))
select reduce(array[5, 20, null, 50], cast(0 as bigint), (s, x) -> s + coalesce(x, 0), s -> s)
select transform(array[1, 2], x -> cast(x as varchar) || 'a')
select filter(array['a', 'b'], x -> x = 'a')
select array_sort(map_keys(map_filter(map(array['a','b'], array[1,2]), (k, v) -> v > 1 or k = 'a')))
select url_extract_host('http://user@example.com/')
select cast(array[1.5e0, 2e0] as varchar)
select array[1.5e0, 1e10]
select array[date '2020-01-01']
select row(1.50, true)
select cast(1.5 as double) / 2
select 7 / 2.0
select sum(x) / count(*) from (values 1, 2) t(x)
select avg(x) from (values 1, 2) t(x)
select round(avg(x), 2) from (values 1.0, 2.5) t(x)
select round(1234.5678e0, 2)
select round(cast(1.005 as decimal(10,3)), 2)
select cast(0.1 as double) + 0.2e0
select approx_percentile(x, 0.5) from (values 1, 2, 3) t(x)
select max(s), min(s) from (values 'a', 'b') t(s)
select count(distinct x) from (values 1, 1, 2) t(x)
select x, count(*) from (values 1, 1, 2) t(x) group by x having count(*) > 1
select x from (values 1, 2, 3) t(x) order by x offset 1 limit 1
with t as (select 1 as x union all select 2) select sum(x) from t
with recursive t(n) as (select 1 union all select n + 1 from t where n < 3) select count(*) from t
select a.x from (values 1) a(x) left join (values 2) b(x) on a.x = b.x where b.x is null
select x, rank() over (order by x desc) r from (values 1, 2) t(x) order by r
select first_value(x) over (order by x rows between unbounded preceding and unbounded following) from (values 1, 2) t(x)

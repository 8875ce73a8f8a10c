select any_value(x) from (values 7) t(x)
select arbitrary(x) from (values cast(null as integer), 7) t(x)
select array_agg(x) filter (where x > 1) from (values 1, 2) t(x)
select array_agg(distinct x order by x) from (values 2, 1, 2) t(x)
select array_agg(x) from (values 1) t(x) where x > 5
select avg(x) from (values cast(1.25 as decimal(10,2)), 2.50) t(x)
select avg(x) from (values real '1.5', real '2.5') t(x)
select avg(x) from (values 1e0, 2e0) t(x)
select avg(x) from (values interval '1' day, interval '3' day) t(x)
select sum(x) from (values interval '1' day, interval '3' day) t(x)
select sum(x) from (values real '1.5', real '2.25') t(x)
select sum(x) from (values 1.5e0, 2.25e0) t(x)
select sum(x) from (values cast(9223372036854775807 as bigint), 1) t(x)
select sum(x) from (values cast(null as integer)) t(x)
select sum(x), count(x), count(*) from (values 1, null) t(x)
select bool_and(x), bool_or(x), every(x) from (values true, null, false) t(x)
select count_if(x) from (values true, false, null) t(x)
select geometric_mean(x) from (values 1e0, 4e0) t(x)
select listagg(x, '-') within group (order by x desc) from (values 'a', 'c', 'b') t(x)
select listagg(distinct x) within group (order by x) from (values 'a', 'c', 'a') t(x)
select max(x), min(x) from (values date '2020-01-01', date '2021-01-01') t(x)
select max(x), min(x) from (values true, false) t(x)
select min(x, 2) from (values 5, 3, 4) t(x)
select max_by(x, y) from (values ('a', 1), ('b', null)) t(x, y)
select max_by(x, y, 2) from (values ('a', 1), ('b', 2), ('c', 3)) t(x, y)
select min_by(x, y) from (values ('a', 1), ('b', 2)) t(x, y)
select bitwise_and_agg(x), bitwise_or_agg(x), bitwise_xor_agg(x) from (values 12, 10) t(x)
select histogram(x) from (values 1, 1, 2) t(x)
select map_agg(k, v) from (values ('a', 1), ('b', 2)) t(k, v)
select map_union(m) from (values map(array['a'], array[1]), map(array['a'], array[2])) t(m)
select multimap_agg(k, v) from (values ('a', 1), ('a', 2), ('b', 3)) t(k, v)
select approx_distinct(x) from (values 1, 2, 2, null) t(x)
select approx_distinct(x, 0.1) from (values 1, 2) t(x)
select approx_most_frequent(2, x, 10) from (values 'a', 'a', 'b') t(x)
select approx_percentile(x, 0.5) from (values 1e0, 2e0, 3e0) t(x)
select approx_percentile(x, array[0.25, 0.75]) from (values 1, 2, 3, 4) t(x)
select approx_percentile(x, w, 0.5) from (values (1, 1), (2, 5)) t(x, w)
select numeric_histogram(2, x) from (values 1e0, 2e0) t(x)
select corr(x, y) from (values (1e0, 2e0), (2e0, 4e0), (3e0, 5e0)) t(x, y)
select covar_pop(x, y), covar_samp(x, y) from (values (1e0, 2e0), (2e0, 4e0), (3e0, 9e0)) t(x, y)
select kurtosis(x) from (values 1, 2, 3, 4, 10) t(x)
select skewness(x) from (values 1, 2, 3, 10) t(x)
select regr_intercept(y, x), regr_slope(y, x) from (values (1e0, 2e0), (2e0, 4e0), (3e0, 6e0)) t(x, y)
select stddev(x), stddev_pop(x), stddev_samp(x) from (values 1, 2, 4) t(x)
select variance(x), var_pop(x), var_samp(x) from (values 1, 2, 4) t(x)
select variance(x) from (values 1) t(x)
select entropy(x) from (values 1, 3) t(x)
select reduce_agg(x, 0, (a, b) -> a + b, (a, b) -> a + b) from (values 1, 2, 3) t(x)
select checksum(x) is not null from (values 1) t(x)
select max(array[x]) from (values 1, 2) t(x)
select count(distinct (x, y)) from (values (1, 2), (1, 2)) t(x, y)
select all_match(array['foobar', 'foobaz'], x -> starts_with(x, 'foo'))
select all_match(array[], x -> false)
select any_match(array[1, null], x -> x = 2)
select none_match(array[1, null], x -> x = 1)
select array_distinct(array[1, 1, null, null, 2])
select array_distinct(array['b', 'a', 'b'])
select array_intersect(array[1, 2, null], array[2, 3, null])
select array_union(array[1, null], array[null, 2])
select array_except(array[1, null, 2], array[2])
select array_histogram(array[42, 7, 42, null])
select array_join(array['a', 'b'], '')
select array_join(array[true, false], '|')
select array_join(array[1.5, 2.25], ';')
select array_join(array[date '2020-01-01'], ',')
select array_max(array[])
select array_max(array['a', 'c', 'b'])
select array_min(array[3, null, 1])
select array_min(array[2.5e0, 1e0])
select array_position(array[1, 2, 3], 4)
select array_position(array['a', null], 'a')
select array_remove(array['a', 'b', null], 'a')
select array_sort(array['b', null, 'a'])
select array_sort(array[3, 2, 5, 1, 2], (x, y) -> if(x < y, 1, if(x = y, 0, -1)))
select array_sort(array['bc', 'ab', 'dc'], (x, y) -> if(x < y, 1, if(x = y, 0, -1)))
select array_sort(array['abcd234123', 'abcd', 'ab'], (x, y) -> if(length(x) < length(y), -1, if(length(x) = length(y), 0, 1)))
select arrays_overlap(array[1, 2], array[3, 4])
select arrays_overlap(array[1, null], array[3, null])
select cardinality(array[])
select cardinality(cast(null as array(integer)))
select concat(array[1], array[2], array[3])
select combinations(array['foo', 'bar', 'baz'], 2)
select combinations(array[1, 2, 3, 4, 5], 3)
select contains(array['a', null], 'b')
select contains(array['a', null], 'a')
select contains_sequence(array[1, 2, 3, 4, 5], array[2, 3])
select element_at(array['a', 'b'], 2)
select element_at(array['a', 'b'], -2)
select filter(array[], x -> true)
select filter(array[5, null, 7, null], x -> x is not null)
select flatten(array[array[1, 2], null, array[3]])
select ngrams(array['foo', 'bar', 'baz', 'foo'], 3)
select ngrams(array['foo', 'bar'], 5)
select ngrams(array[1, 2, 3, 4], 2)
select reduce(array[], 0, (s, x) -> s + x, s -> s)
select reduce(array[5, 6, 10, 20], cast(row(0.0e0, 0) as row(sum double, count integer)), (s, x) -> cast(row(x + s.sum, s.count + 1) as row(sum double, count integer)), s -> if(s.count = 0, null, s.sum / s.count))
select reduce(array[2147483647, 1], bigint '0', (s, x) -> s + x, s -> s)
select repeat(array[1, 2], 2)
select repeat(1, 0)
select reverse(array['a', 'b'])
select sequence(1, 5, 2)
select sequence(5, 1, -1)
select sequence(0, 0)
select sequence(timestamp '2020-01-01 00:00:00', timestamp '2020-01-02 00:00:00', interval '12' hour)
select sequence(date '2020-01-31', date '2020-05-31', interval '1' month)
select sequence(date '2020-01-03', date '2020-01-01', interval '-1' day)
select slice(array['a', 'b', 'c'], 2, 5)
select slice(array[1, 2, 3], -2, 1)
select slice(array[1, 2, 3], 0, 1)
select trim_array(array[1, 2, 3, 4], 2)
select trim_array(array[1, 2], 3)
select transform(array[5, null, 6], x -> coalesce(x, 0) + 1)
select transform(array[array[1, null, 2], array[3, null]], a -> filter(a, x -> x is not null))
select transform(array['x', 'abc', 'z'], x -> x || '0')
select zip(array[1, 2], array['1b', null, '3b'])
select zip_with(array[1, 3, 5], array['a', 'b', 'c'], (x, y) -> (y, x))
select zip_with(array[1, 2], array[3, 4], (x, y) -> x + y)
select zip_with(array['a', 'b', 'c'], array['d', 'e'], (x, y) -> concat(x, y))
select array[1, 2] = array[1, 2]
select array[1, 2] < array[1, 3]
select array[1, null] = array[1, null]
select array[] || 1
select array['a'] || array['b', 'c']
select array[1, 2.5]
select array[1, null][2]
select cast(array['1', '2'] as array(integer))
select cast(array[1, 2] as array(varchar))
select cast(null as array(varchar))
select map(array[1, 3], array[2, 4])
select map(array['a', 'a'], array[1, 2])
select map(array['a', 'b'], array[1])
select map_entries(map(array[1, 2], array['x', 'y']))
select map_from_entries(array[(1, 'x'), (2, 'y')])
select multimap_from_entries(array[(1, 'x'), (2, 'y'), (1, 'z')])
select map_concat(map(array['a', 'b'], array[1, 2]), map(array['b'], array[9]))
select map_filter(map(array[10, 20, 30], array['a', null, 'c']), (k, v) -> v is not null)
select map_filter(map(array['k1', 'k2', 'k3'], array[20, 3, 15]), (k, v) -> v > 10)
select map_keys(map(array['x', 'y'], array[1, 2]))
select map_values(map(array['x', 'y'], array[1, null]))
select map_zip_with(map(array['a', 'b', 'c'], array[1, 2, 3]), map(array['a', 'b', 'c'], array[4, 5, 6]), (k, v1, v2) -> cast(v1 as varchar) || cast(v2 as varchar))
select map_zip_with(map(array['k1', 'k2'], array[1, 2]), map(array['k2', 'k3'], array[4, 9]), (k, v1, v2) -> (v1, v2))
select transform_keys(map(array[1, 2, 3], array['a', 'b', 'c']), (k, v) -> k + 1)
select transform_values(map(array[1, 2], array['a', 'b']), (k, v) -> cast(k as varchar) || v)
select transform_values(map(array['a'], array[null]), (k, v) -> v is null)
select map(array['a'], array[1]) = map(array['a'], array[1])
select cardinality(map())
select map(array['a'], array[1])['a'] + 1
select element_at(map(array[1, 2], array['x', 'y']), 2)
select map(array[1, 2], array['x', 'y'])[3]
select split_to_map('a:1;b:2', ';', ':')
select split_to_map('a:1;a:2', ';', ':')
select split_to_map('a:1;a:2;', ';', ':', (k, v1, v2) -> concat(v1, v2))
select split_to_multimap('a:1;a:2;b:3', ';', ':')
select m['a'] from (values map(array['a', 'b'], array[1, 2])) t(m)
select k, v from (values map(array['a', 'b'], array[1, 2])) t(m) cross join unnest(m) u(k, v)
select n, a from (values array[5, 6]) t(x) cross join unnest(x) with ordinality as u(a, n)
select a, b, n from unnest(array[1, 2], array['x']) with ordinality as t(a, b, n)
select n, k, v from unnest(map(array['x'], array[7])) with ordinality as t(k, v, n)
select a, b from unnest(array[row(1, 'x'), row(2, 'y')]) as t(a, b)
select bitwise_and(19, 25)
select bitwise_or(19, 25)
select bitwise_xor(19, 25)
select bitwise_not(-12)
select bit_count(9, 64)
select bit_count(9, 8)
select bit_count(-7, 64)
select bit_count(-7, 8)
select bit_count(300, 8)
select bitwise_left_shift(tinyint '7', 2)
select bitwise_left_shift(7, 0)
select bitwise_left_shift(1, 33)
select bitwise_right_shift(8, 3)
select bitwise_right_shift(-8, 1)
select bitwise_right_shift(smallint '-8', 1)
select bitwise_right_shift_arithmetic(-8, 2)
select bitwise_right_shift_arithmetic(7, 64)
select to_utf8('abc')
select from_utf8(to_utf8('äb'))
select from_utf8(x'58bf')
select from_utf8(x'58bf', '?')
select to_hex(x'0aff')
select from_hex('0AFF')
select from_hex('abc')
select to_base64(x'0aff')
select from_base64('Cv8=')
select to_base64url(x'fbff')
select from_base64url('-_8=')
select to_base32(to_utf8('abc'))
select from_base32('MFRGG===')
select to_big_endian_32(1)
select to_big_endian_64(-1)
select from_big_endian_32(x'00000102')
select from_big_endian_64(x'ffffffffffffffff')
select to_ieee754_32(real '1.5')
select to_ieee754_64(-2.5e0)
select from_ieee754_32(x'3fc00000')
select from_ieee754_64(x'c004000000000000')
select sha1(to_utf8('abc'))
select sha256(to_utf8('abc'))
select sha512(to_utf8('abc'))
select hmac_md5(to_utf8('abc'), to_utf8('k'))
select hmac_sha1(to_utf8('abc'), to_utf8('k'))
select hmac_sha256(to_utf8('abc'), to_utf8('k'))
select hmac_sha512(to_utf8('abc'), to_utf8('k'))
select murmur3(to_utf8('abc'))
select spooky_hash_v2_32(to_utf8('abc'))
select spooky_hash_v2_64(to_utf8('abc'))
select length(x'0aff')
select substr(x'0a0b0c', 2)
select substr(x'0a0b0c', 2, 1)
select reverse(x'0a0b')
select concat(x'0a', x'0b')
select x'0a' || x'0b'
select lpad(x'0a', 3, x'00')
select rpad(x'0a', 3, x'00')
select x'0a' = x'0a'
select x'0a' < x'0b'
select if(1 > 2, 'a')
select if(null, 1, 2)
select coalesce(null, null)
select coalesce(null, 'x')
select nullif('a', 'a')
select nullif('a', 'b')
select nullif(null, 1)
select try(1 / 0)
select try(cast('x' as bigint))
select try(date '2020-01-01')
select case when null then 1 else 2 end
select case 'a' when 'b' then 1 when 'a' then 2 end
select cast('1' as tinyint)
select cast('1' as smallint)
select cast('1' as real)
select cast(127.5 as tinyint)
select cast(1.5e0 as integer)
select cast(2.5e0 as integer)
select cast(-1.5e0 as integer)
select cast(nan() as integer)
select cast(1e40 as bigint)
select cast(12.345 as decimal(4,1))
select cast(12.35 as decimal(4,1))
select cast(-12.35 as decimal(4,1))
select cast(123.45 as decimal(4,2))
select cast('12.345' as decimal(5,2))
select cast(true as integer)
select cast(0 as boolean)
select cast(2e0 as boolean)
select cast(true as double)
select cast('t' as boolean)
select cast('1' as boolean)
select cast('FALSE' as boolean)
select cast('yes' as boolean)
select cast(1.0 as varchar)
select cast(-0.50 as varchar)
select cast(100 as varchar)
select cast(real '0.1' as varchar)
select cast(real '1e10' as varchar)
select cast(real '3.4028235E38' as varchar)
select cast(1e21 as varchar)
select cast(1.0E7 as varchar)
select cast(9999999e0 as varchar)
select cast(-0e0 as varchar)
select cast(123 as varchar(2))
select cast('abcdef' as varchar(3))
select cast(true as varchar(2))
select cast(date '2020-01-05' as varchar)
select cast(timestamp '2020-01-05 01:02:03.456' as varchar)
select cast('2020-01-05' as date)
select cast(' 2020-01-05 ' as date)
select cast('2020-1-5' as date)
select cast('20200105' as date)
select cast('2020-01-05 01:02:03' as date)
select cast('2020-01-05 01:02' as timestamp)
select cast('2020-01-05 01:02:03.123456' as timestamp)
select cast('2020-01-05T01:02:03' as timestamp)
select cast('2020-01-05 01:02:03 UTC' as timestamp with time zone)
select cast('2020-01-05 01:02:03 Europe/Berlin' as timestamp with time zone)
select cast('2020-01-05 01:02:03 +02:00' as timestamp with time zone)
select cast(timestamp '2020-01-05 01:02:03' as timestamp with time zone)
select cast(timestamp '2020-01-05 01:02:03 Europe/Berlin' as varchar)
select cast(json '1' as integer)
select cast(json '"x"' as varchar)
select cast(json 'true' as boolean)
select cast(json '1.5' as double)
select cast(json 'null' as varchar) is null
select cast(json '{"a":[1,2]}' as map(varchar, array(integer)))
select cast(json '[1,"x"]' as row(a integer, b varchar))
select cast(json '{"b":"x","a":1}' as row(a integer, b varchar))
select cast(json '[1,null]' as array(integer))
select cast(json '{"a":1}' as varchar)
select cast(1 as json)
select cast('a"b' as json)
select cast(true as json)
select cast(1.5 as json)
select cast(null as json)
select cast(array['a', null] as json)
select cast(map(array['b', 'a'], array[1, 2]) as json)
select cast(row(1, 'x') as json)
select cast(cast(row(1, 'x') as row(a integer, b varchar)) as json)
select cast(date '2020-01-01' as json)
select cast(timestamp '2020-01-01 01:02:03' as json)
select try_cast('x' as date)
select try_cast('300' as tinyint)
select try_cast(1e100 as bigint)
select try_cast('2020-02-30' as date)
select typeof(cast(1 as tinyint))
select typeof(cast(1 as smallint))
select typeof(real '1')
select typeof(1.5 * 2.25)
select typeof(1.5 / 2.25)
select typeof(1.5 + 2.25)
select typeof(1.5 % 2.25)
select typeof(1 / 2)
select typeof(bigint '1' / 2)
select typeof(1 / 2e0)
select typeof(1 * 2.5)
select typeof(json '1')
select typeof(x'00')
select typeof(true)
select typeof(uuid())
select typeof(cast('a' as varchar(5)))
select typeof(cast('a' as char(5)))
select typeof(array['a'])
select typeof(map(array[1], array[2e0]))
select typeof(time '01:02:03')
select typeof(interval '1' month)
select typeof(current_date)
select typeof(cast(row(1, 'x') as row(a integer, b varchar)))
select current_timezone()
select date('2020-01-05')
select date(timestamp '2020-01-05 23:00:00')
select date(timestamp '2020-01-05 23:00:00 America/New_York')
select date_add('second', 90, timestamp '2020-01-01 00:00:00')
select date_add('millisecond', 5, timestamp '2020-01-01 00:00:00')
select date_add('day', -1, date '2020-03-01')
select date_add('week', 1, date '2020-03-01')
select date_add('quarter', 1, date '2020-03-31')
select date_add('year', 1, date '2020-02-29')
select date_add('hour', 1, date '2020-03-01')
select date_add('day', 1, timestamp '2020-03-29 00:30:00 Europe/Berlin')
select date_add('hours', 1, timestamp '2020-03-01 00:00:00')
select date_diff('second', timestamp '2020-03-01 00:00:00', timestamp '2020-03-02 00:00:00')
select date_diff('day', timestamp '2020-03-01 23:00:00', timestamp '2020-03-02 22:00:00')
select date_diff('day', timestamp '2020-03-01 23:00:00', timestamp '2020-03-02 23:00:00')
select date_diff('month', date '2020-01-31', date '2020-03-30')
select date_diff('year', date '2019-06-01', date '2020-05-31')
select date_diff('week', date '2020-01-01', date '2020-01-15')
select date_diff('quarter', date '2020-01-01', date '2020-12-31')
select date_diff('day', date '2020-03-02', date '2020-03-01')
select date_diff('millisecond', timestamp '2020-03-01 00:00:00.001', timestamp '2020-03-01 00:00:00.101')
select date_diff('hour', timestamp '2020-03-29 00:00:00 Europe/Berlin', timestamp '2020-03-29 06:00:00 Europe/Berlin')
select date_trunc('second', timestamp '2020-05-06 07:08:09.123')
select date_trunc('minute', timestamp '2020-05-06 07:08:09.123')
select date_trunc('hour', timestamp '2020-05-06 07:08:09.123')
select date_trunc('day', timestamp '2020-05-06 07:08:09.123')
select date_trunc('week', timestamp '2020-05-06 07:08:09')
select date_trunc('quarter', timestamp '2020-05-06 07:08:09')
select date_trunc('year', timestamp '2020-05-06 07:08:09')
select date_trunc('day', date '2020-05-06')
select date_trunc('year', date '2020-05-06')
select date_trunc('quarter', date '2020-05-06')
select date_trunc('hour', date '2020-05-06')
select date_trunc('decade', date '2020-05-06')
select date_format(timestamp '2020-01-05 15:08:09.123456', '%a %b %c %d %e %f %H %h %I %i %j %k %l %M %m %p')
select date_format(timestamp '2020-01-05 15:08:09', '%r %S %s %T %v %W %Y %y %%')
select date_format(timestamp '2020-01-05 15:08:09', '%x-%v')
select date_format(date '2020-01-05', '%Y/%m/%d')
select date_format(timestamp '2020-01-05 15:08:09', '%D')
select date_format(timestamp '2020-01-05 00:08:09', '%h %l %I %k')
select date_parse('2020-01-05', '%Y-%m-%d')
select date_parse('2020/01/05/03', '%Y/%m/%d/%H')
select date_parse('Jan 5 2020 03:04 PM', '%b %e %Y %h:%i %p')
select date_parse('2020-01-05 01:02:03.123', '%Y-%m-%d %H:%i:%s.%f')
select date_parse('x', '%Y')
select date_parse('20200105', '%Y%m%d')
select format_datetime(timestamp '2020-01-05 15:08:09.123', 'yyyy-MM-dd''T''HH:mm:ss.SSS')
select format_datetime(timestamp '2020-01-05 15:08:09.123', 'EEE, d MMM yyyy h:mm a')
select format_datetime(timestamp '2020-01-05 15:08:09', 'EEEE D w e x')
select format_datetime(timestamp '2020-01-05 15:08:09', 'YYYY C G k K')
select format_datetime(timestamp '2020-01-05 15:08:09 America/New_York', 'HH:mm z ZZ')
select parse_datetime('2020-01-05', 'yyyy-MM-dd')
select parse_datetime('2020-01-05 03:04:05 +0200', 'yyyy-MM-dd HH:mm:ss Z')
select from_iso8601_timestamp('2020-05-11')
select from_iso8601_timestamp('2020-05-11T11:15:05')
select from_iso8601_timestamp('2020-05-11T11:15:05.055+01:00')
select from_iso8601_timestamp('2020-05-11T11:15:05-0530')
select from_iso8601_timestamp('x')
select from_iso8601_timestamp_nanos('2020-05-11T11:15:05.123456789Z')
select from_iso8601_date('2020-W10')
select from_iso8601_date('2020-123')
select from_iso8601_date('2020-W10-3')
select from_unixtime(1577836800)
select from_unixtime(1577836800.123e0)
select from_unixtime(1577836800, 2, 30)
select from_unixtime(0, 'America/New_York')
select from_unixtime_nanos(1577836800123456789)
select to_unixtime(timestamp '2020-01-01 00:00:00')
select to_unixtime(timestamp '2020-01-01 00:00:00.5 UTC')
select to_iso8601(timestamp '2020-01-05 01:02:03.456')
select to_iso8601(timestamp '2020-01-05 01:02:03 UTC')
select to_milliseconds(interval '1' hour)
select human_readable_seconds(96)
select human_readable_seconds(56363463)
select parse_duration('42.8ms')
select parse_duration('5m')
select last_day_of_month(timestamp '2020-02-05 10:00:00')
select year(date '2020-02-05')
select year(timestamp '2020-02-05 00:00:00 UTC')
select quarter(date '2020-11-05')
select week(date '2021-01-03')
select year_of_week(date '2021-01-03')
select day_of_week(date '2020-02-02')
select day_of_year(date '2020-12-31')
select day_of_month(date '2020-12-31')
select hour(time '10:20:30')
select minute(time '10:20:30')
select second(time '10:20:30')
select millisecond(timestamp '2020-01-01 00:00:00.123')
select second(timestamp '2020-01-01 00:00:59.9')
select day(interval '2' day)
select hour(interval '2' day)
select year(interval '3' year)
select month(interval '14' month)
select extract(month from date '2020-02-05')
select extract(hour from timestamp '2020-02-05 10:00:00')
select extract(quarter from date '2020-02-05')
select extract(timezone_hour from timestamp '2020-02-05 10:00:00 Asia/Kolkata')
select extract(timezone_minute from timestamp '2020-02-05 10:00:00 Asia/Kolkata')
select extract(epoch from date '2020-02-05')
select timezone_hour(timestamp '2020-07-01 10:00:00 America/New_York')
select at_timezone(timestamp '2020-01-01 00:00:00 UTC', 'America/Los_Angeles')
select with_timezone(timestamp '2020-07-01 10:00:00', 'Europe/Berlin')
select timestamp '2020-01-01 12:00:00 UTC' at time zone 'Asia/Tokyo'
select timestamp '2020-01-01 12:00:00' at time zone 'Asia/Tokyo'
select timestamp '2020-01-01 12:00:00 +05:30'
select timestamp '2020-01-01 12:00:00 -08:00' at time zone 'UTC'
select timestamp '2020-01-01 12:00:00 UTC' < timestamp '2020-01-01 12:00:00 Asia/Tokyo'
select timestamp '2020-01-01 12:00:00 UTC' - timestamp '2020-01-01 12:00:00 Asia/Tokyo'
select timestamp '2020-01-01 00:00:00.123456'
select timestamp '2020-01-01 00:00:00' + interval '1' month
select timestamp '2020-01-31 00:00:00' + interval '1' month - interval '1' day
select date '2020-01-31' - interval '1' month
select date '2020-01-01' + interval '25' hour
select interval '1' day + interval '2' hour
select interval '1' year + interval '2' month
select interval '1' day + interval '1' month
select interval '2' day * 3
select interval '2' day / 2
select 2 * interval '3' hour
select - interval '2' day
select interval '1' day < interval '25' hour
select interval '2-3' year to month
select interval '1 02:03:04' day to second
select time '10:00:00' + interval '3' hour
select time '23:00:00' + interval '3' hour
select time '10:11:12.345'
select date '2020-01-01' < timestamp '2020-01-01 00:00:01'
select date '2020-01-01' between date '2019-01-01' and date '2021-01-01'
select current_date = current_date
select now() = current_timestamp
select localtimestamp is not null
select localtime is not null
select current_time is not null
select date '2020-13-01'
select timestamp '2020-01-01 25:00:00'
select json_array_contains('[1, 2, 3]', 2)
select json_array_contains('["a"]', 'a')
select json_array_contains('[1.5]', 1.5e0)
select json_array_contains('x', 1)
select json_array_get('["a", [3, 9], "c"]', 0)
select json_array_get('["a", [3, 9], "c"]', 1)
select json_array_get('[1, 2]', -1)
select json_array_get('[1]', 5)
select json_array_length('[1, 2, 3]')
select json_array_length('{"a":1}')
select json_array_length('x')
select json_extract('{"a":{"b":[1,{"c":2}]}}', '$.a.b[1].c')
select json_extract('{"a b":1}', '$["a b"]')
select json_extract('{"a":1}', '$.b')
select json_extract('[1,2,3]', '$[1]')
select json_extract('{"a":null}', '$.a')
select json_extract('{"a":"x"}', '$')
select json_extract('{"a":1}', 'a')
select json_extract('{"a":[1,2]}', '$.a[*]')
select json_extract_scalar('[1, 2, 3]', '$[2]')
select json_extract_scalar('{"a":true}', '$.a')
select json_extract_scalar('{"a":1.50}', '$.a')
select json_extract_scalar('{"a":null}', '$.a')
select json_extract_scalar('{"store":{"book":[{"title":"t1"}]}}', '$.store.book[0].title')
select json_format(json '[1, 2, 3]')
select json_format(json '"a"')
select json_parse('[1, 2, 3]')
select json_parse('"a"')
select json_parse('{"b":1,"a":2}')
select json_parse('not json')
select json_size('{"x": {"a": 1, "b": 2}}', '$.x')
select json_size('{"x": [1, 2, 3]}', '$.x')
select json_size('{"x": {"a": 1, "b": 2}}', '$.x.a')
select is_json_scalar('[1, 2, 3]')
select is_json_scalar('"x"')
select json '{"a": 1}' = json '{"a":1}'
select json_exists('{"a":1}', 'lax $.a')
select json_value('{"a":"x"}', 'lax $.a')
select json_query('{"a":[1,2]}', 'lax $.a')
select json_object('a' : 1)
select json_array(1, 'a')
select json_value('{"a":1}', 'strict $.b' default 'none' on empty null on error)
select abs(-1)
select abs(-1.5)
select abs(-1.5e0)
select abs(real '-1.5')
select abs(tinyint '-5')
select abs(null)
select abs(-128)
select abs(tinyint '-128')
select cbrt(8)
select cbrt(-27e0)
select ceil(1.5)
select ceil(-1.5)
select ceiling(1.2e0)
select ceil(5)
select ceil(real '1.2')
select floor(1.5)
select floor(-1.5)
select floor(1.7e0)
select floor(5)
select round(1.5)
select round(-1.5)
select round(-2.5e0)
select round(1234.567, 1)
select round(1234.567e0, -2)
select round(5, 1)
select round(15, -1)
select round(real '1.25', 1)
select round(0.5e0)
select round(2.4999e0)
select truncate(1.9)
select truncate(-1.9e0)
select truncate(12.345, 2)
select truncate(real '1.9')
select degrees(1e0)
select radians(90e0)
select e()
select pi()
select exp(1)
select ln(2)
select log10(1000)
select log(3, 9)
select ln(0)
select ln(-1)
select sqrt(-1)
select log10(0)
select mod(-7, 3)
select mod(7.5, 2)
select mod(5e0, 3e0)
select mod(7, -3)
select power(2, 10)
select power(2.5, 2)
select pow(2, -1)
select power(0, 0)
select sign(-5)
select sign(0)
select sign(2.5)
select sign(-2.5e0)
select sign(nan())
select sqrt(2)
select sqrt(0)
select width_bucket(5.35, 0.024, 10.06, 5)
select width_bucket(3e0, array[1e0, 2e0, 5e0])
select beta_cdf(2, 5, 0.5)
select inverse_beta_cdf(2, 5, 0.5)
select normal_cdf(0, 1, 0)
select inverse_normal_cdf(0, 1, 0.975)
select wilson_interval_lower(1250, 1310, 1.96e0)
select wilson_interval_upper(1250, 1310, 1.96e0)
select cosine_similarity(map(array['a', 'b'], array[1e0, 0e0]), map(array['a', 'b'], array[1e0, 1e0]))
select random() >= 0
select random(5) < 5
select random(3, 4)
select rand() < 1
select sin(1)
select cos(1)
select tan(1)
select asin(1)
select acos(0)
select atan(1)
select atan2(1, 2)
select sinh(1)
select cosh(1)
select tanh(1)
select is_finite(infinity())
select is_infinite(1e0)
select is_nan(1e0)
select nan() = nan()
select infinity() > 1e308
select from_base('1010', 2)
select to_base(10, 2)
select to_base(-255, 16)
select from_base('-ff', 16)
select from_base('9', 2)
select greatest(1.5, 2)
select greatest('a', 'b')
select least(date '2020-01-01', date '2019-01-01')
select greatest(1e0, nan())
select 5 / 2
select -5 / 2
select 5 / -2
select 5 % -2
select 5.0 / 2
select 7 / 2e0
select 1 / 3.0
select 2.0 / 3.0
select 10.00 / 3
select 1.5 * 1.5
select 0.1 + 0.2
select 1e0 / 3
select 2147483647 * 2
select bigint '9223372036854775807' * 2
select tinyint '100' + tinyint '100'
select smallint '32767' + smallint '1'
select 99999999999999999999999999999999999999 + 1.0
select decimal '1.50' = 1.5
select decimal '1' + 1
select decimal '10' / 4
select cast(1 as decimal(38, 0)) / 3
select -(-5)
select +5
select - 2.5
select 1 + null
select null || 'a'
select null = null
select null and false
select null or true
select 1 <> 2
select 1 != 1
select not (1 = 1)
select chr(8364)
select chr(97)
select codepoint('€')
select concat('a', 'b')
select concat('a', null)
select concat_ws('-', 'a', 'b', 'c')
select concat_ws('-', array['a', null, 'b'])
select concat('a')
select ends_with('abc', 'c')
select starts_with('abc', 'bc')
select starts_with(null, 'a')
select format('%s %d %.3f', 'x', 5, 1.5e0)
select format('%5d|%-5d|%05d', 42, 42, 42)
select format('%,.2f', 1234567.891e0)
select format('%x %X', 255, 255)
select format('%%')
select format('%s%%', 123)
select format('%03d', 8)
select format('%b', true)
select format('%e', 12345.678e0)
select format('%10s|%-10s', 'a', 'b')
select format('%2$s %1$s', 'a', 'b')
select format('%tY', date '2020-01-01')
select format('%1$tA, %1$tB %1$te, %1$tY', date '2006-07-04')
select format('%d', 1.5)
select format_number(123456)
select format_number(1000000)
select format_number(999)
select hamming_distance('karolin', 'kathrin')
select hamming_distance('a', 'bc')
select length('héllo')
select length('')
select length(null)
select length('a ')
select levenshtein_distance('kitten', '')
select levenshtein_distance('a', 'a')
select lower('ÀB')
select upper('straße')
select upper('ı')
select lpad('abc', 2, 'x')
select lpad('abc', 6, 'xy')
select rpad('abc', 6, 'xy')
select rpad('abc', 1, 'x')
select lpad('abc', 5, '')
select ltrim('  a ')
select rtrim(' a  ')
select ltrim('xxa', 'x')
select rtrim('axx', 'x')
select trim('x' from 'xax')
select trim(leading 'x' from 'xax')
select trim(trailing from 'a  ')
select luhn_check('8270123456789017')
select luhn_check('8270123456789018')
select normalize('é', NFD) = 'é'
select length(normalize('é', NFD))
select position('b' in 'abc')
select position('z' in 'abc')
select strpos('', 'a')
select strpos('abc', '')
select strpos('abcabc', 'b', 2)
select strpos('abcabc', 'b', -1)
select replace('aaa', 'a', '')
select replace('abc', '', 'x')
select replace('abc', 'z')
select replace(null, 'a', 'b')
select reverse('héllo')
select reverse('')
select soundex('Tymczak')
select soundex('Pfister')
select soundex('a')
select soundex('')
select split('a.b', '.')
select split('', ',')
select split('abc', ',')
select split('a,b,c,d', ',', 3)
select split('a,b', ',', 1)
select split_part('a.b.c', '.', 1)
select split_part('abc', '.', 1)
select split_part('abc', '.', 2)
select split_part('', ',', 1)
select substr('hello', 1, 2)
select substr('hello', 6)
select substr('hello', 5, 5)
select substr('hello', -2, 1)
select substr('hello', -9)
select substring('hello', 2)
select substr('hello', 2, 0)
select substr('hello', 2, -1)
select translate('abcd', 'abc', 'x')
select translate('abc', '', 'x')
select translate('aba', 'ab', 'ba')
select word_stem('continuing')
select word_stem('running', 'en')
select 'a' || 'b'
select 'a' || '' || 'c'
select '' = ''
select 'a' = 'A'
select 'a' < 'B'
select 'ab' > 'a'
select 'abc' like '%b%'
select 'abc' like 'a__'
select 'a%c' like 'a#%c' escape '#'
select 'abc' like 'ABC'
select 'a' like ''
select null like 'a'
select 'abc' like 'a\_c' escape '\'
select 'a\c' like 'a\c'
select 'x' not like 'y%'
select 'ab' like 'ab '
select 'a' = 'a '
select 'a ' || 'b'
select regexp_count('1a 2b 14m', '\s*[a-z]+\s*')
select regexp_count('aaa', 'aa')
select regexp_count('', 'a')
select regexp_extract('1a 2b 14m', '\d+')
select regexp_extract('1a 2b 14m', '(\d+)([a-z]+)', 2)
select regexp_extract('abc', '(x)?b', 1)
select regexp_extract(null, 'a')
select regexp_extract('abc', 'b', 1)
select regexp_extract_all('1a 2b 14m', '\d+')
select regexp_extract_all('1a 2b 14m', '(\d+)([a-z]+)', 2)
select regexp_extract_all('abc', 'x')
select regexp_like('1a 2b 14m', '\d+b')
select regexp_like('ABC', '(?i)abc')
select regexp_like('a\nb', 'a.b')
select regexp_like('abc', '^b')
select regexp_like('foobar', 'foo(?=bar)')
select regexp_like('foobaz', 'foo(?!bar)')
select regexp_extract('price: 10', '(?<=: )\d+')
select regexp_like('aa', '(a)\1')
select regexp_replace('aab', '(a)\1', 'x')
select regexp_position('I have 23 apples', '\b\d+\b')
select regexp_position('I have 23 apples, 5 pears', '\b\d+\b', 12)
select regexp_position('I have 23 apples, 5 pears and 13 oranges', '\b\d+\b', 12, 2)
select regexp_position('abc', 'x')
select regexp_replace('1a 2b 14m', '\d+[ab] ')
select regexp_replace('1a 2b 14m', '(\d+)([ab]) ', '3c$2 ')
select regexp_replace('abc', 'b', '\$')
select regexp_replace('abc', '', '-')
select regexp_replace('new york', '(\w)(\w*)', x -> upper(x[1]) || lower(x[2]))
select regexp_replace('abc', '(?<first>a)', '${first}${first}')
select regexp_split('1a 2b 14m', '\s*[a-z]+\s*')
select regexp_split('abc', 'x')
select regexp_split('a1b2', '\d')
select regexp_like('abc', '[')
select url_encode('a b+c/ü')
select url_decode('a%20b%2Bc')
select url_encode('')
select url_extract_host('http://example.com/a')
select url_extract_host('x')
select url_extract_path('http://example.com/a%20b')
select url_extract_query('http://x.com/?a=1&b=2')
select url_extract_fragment('http://x.com/#f')
select url_extract_port('http://x.com/')
select url_extract_protocol('ftp://x')
select url_extract_parameter('http://x.com/?a=1&b=2&a=3', 'a')
select url_extract_parameter('http://x.com/?a', 'a')
select url_extract_parameter('http://x.com/', 'a')
select uuid() is not null
select length(cast(uuid() as varchar))
select cast('12151fd2-7586-11e9-8f9e-2a86e4085a59' as uuid)
select typeof(cast('12151fd2-7586-11e9-8f9e-2a86e4085a59' as uuid))
select bar(0.5, 10) is not null
select color('red') is not null
select parse_data_size('1.2kB')
select parse_data_size('5MB')
select parse_presto_data_size('1kB')
select cume_dist() over (order by x), percent_rank() over (order by x), dense_rank() over (order by x), ntile(2) over (order by x) from (values 1, 2, 2, 3) t(x) order by x
select x, lead(x) over (order by x), lead(x, 2, 99) over (order by x), lag(x, 1, 0) over (order by x) from (values 1, 2, 3) t(x) order by x
select x, nth_value(x, 2) over (order by x), last_value(x) over (order by x rows between unbounded preceding and unbounded following) from (values 1, 2, 3) t(x) order by x
select x, first_value(y) ignore nulls over (order by x) from (values (1, null), (2, 'b'), (3, 'c')) t(x, y) order by x
select x, lag(y) ignore nulls over (order by x) from (values (1, 'a'), (2, null), (3, 'c')) t(x, y) order by x
select x, sum(x) over (order by x rows 1 preceding), avg(x) over (order by x), count(*) over () from (values 1, 2, 3) t(x) order by x
select x, sum(x) over (order by x range between 1 preceding and current row) from (values 1, 2, 4) t(x) order by x
select x, sum(x) over (order by x groups between 1 preceding and current row) from (values 1, 2, 2, 4) t(x) order by x
select g, x, row_number() over (partition by g order by x desc) from (values ('a', 1), ('a', 2), ('b', 3)) t(g, x) order by 1, 2
select x, sum(x) over w from (values 1, 2) t(x) window w as (order by x) order by x
select x, rank() over (order by count(*) desc) from (values 1, 1, 2) t(x) group by x order by x
select a, b, sum(c) from (values ('x', 'y', 1), ('x', 'z', 2)) t(a, b, c) group by grouping sets ((a), (a, b)) order by 1, 2 nulls last
select a, b, count(*) from (values ('x', 'y'), ('x', 'z')) t(a, b) group by cube (a, b) order by 1, 2, 3
select a, b, grouping(a, b) from (values ('x', 'y')) t(a, b) group by rollup (a, b) order by 3
select x from (values 3, 1, 2) t(x) order by x desc limit 2
select x from (values 3, 1, 2) t(x) order by x fetch first 2 rows only
select x from (values 1, 1, 2) t(x) order by x fetch first 1 row with ties
select x from (values 1, 2, 3) t(x) order by x offset 1 rows
select x, y from (values (1, 'a')) t(x, y) join (values (1, 'b')) u(x, z) using (x)
select * from (values (1, 'a')) t(x, y) natural join (values (1, 'b')) u(x, z)
select count(*) from (values 1, 2) t(x) cross join (values 3, 4) u(y)
select t.x, u.y from (values 1, 2) t(x) full join (values 2, 3) u(y) on t.x = u.y order by 1, 2
select x from (values 1, 2) t(x) where x in (select y from (values 2, 3) u(y))
select x from (values 1, 2) t(x) where not exists (select 1 from (values 2) u(y) where u.y = t.x)
select (select max(y) from (values 5, 6) u(y) where y > x) from (values 5) t(x)
select x from (values 1, null) t(x) where x not in (2, null)
select t.* from (values (1, 'a')) t(x, y)
select x as "A b", 1 as y from (values 1) t(x)
select X from (values 1) t(x)
select "x" from (values 1) t(X)
select 1 as x order by x
select x + 1 as y from (values 2, 1) t(x) order by y
select x + 1 as y from (values 2, 1) t(x) order by -x
select distinct x, y from (values (1, 2), (1, 2)) t(x, y)
select x, count(*) c from (values 1, 1, 2) t(x) group by 1 order by c desc
select x, count(*) from (values 1) t(x) group by y
select x, y from (values (1, 2)) t(x, y) group by x
select sum(x) from (values 1) t(x) where sum(x) > 1
select max(sum(x)) from (values 1) t(x)
select x as y from (values 1) t(x) where y = 1
select x as y from (values 1) t(x) group by y
select 1, 2 union select 1, 2
select 1 union all select 2.5
select 1 union all select 2e0
select date '2020-01-01' union all select timestamp '2020-01-01 00:00:00'
select 1 union all select null
select 1, 'a' union all select 'b', 2
select 1 union select 2 order by 1
select 1 intersect select 2.0
(select 1) union all (select 2) order by 1 limit 1
with a as (select 1 x), b as (select x + 1 y from a) select * from a, b
with a(n) as (values 1, 2) select n from a order by n desc
select t.x.y from (values row(cast(row(5) as row(y integer)))) t(x)
select (cast(row(1, 'a') as row(x integer, y varchar))).y
select row(1, 2) = row(1, 2)
select row(1, 2) < row(1, 3)
select (1, 2) in ((1, 2), (3, 4))
select row(1, 2)[1]
select x from (values true, false) t(x) where x
select x from (values 1) t(x) where x
select 1 where 'a'
select if(1, 2, 3)
select case when 1 then 2 end
select not 1
select true and 1
select 1 and true
select 'a' and true
select -'a'
select -true
select 'a' + 1
select 1 + true
select date '2020-01-01' + 1
select date '2020-01-01' - 1
select date '2020-01-01' + date '2020-01-01'
select timestamp '2020-01-01 00:00:00' + 1
select 'a' like 1
select 1 like 'a'
select 1 in (1, 'a')
select 'a' in (1, 2)
select 1 in (select 'a')
select x in (1, null) from (values 2) t(x)
select 1 between 2 and 'a'
select nullif(1, 'a')
select 1
select coalesce(date '2020-01-01', 'x')
select greatest(1, date '2020-01-01')
select array[1, date '2020-01-01']
select map(array[1], array['a', 2])
select values_at_quantiles(qdigest_agg(x), array[0.5]) from (values 1, 2) t(x)
select value_at_quantile(tdigest_agg(x), 0.5) from (values 1e0, 2e0) t(x)
select cardinality(approx_set(x)) from (values 1, 2) t(x)
select jaccard_index(make_set_digest(x), make_set_digest(x)) from (values 1, 2) t(x)
select length(1.5)
select lower(true)
select substr(12345, 2)
select replace(12345, '2', '3')
select trim(5)
select split(1, ',')
select regexp_like(1, '1')
select date_add('day', 'x', date '2020-01-01')
select date_add('day', 1, '2020-01-01')
select date_diff('day', '2020-01-01', '2020-01-02')
select date_trunc('day', '2020-01-01')
select date_format('2020-01-01', '%Y')
select year('2020-01-01')
select day_of_week('2020-01-01')
select from_unixtime('1')
select to_unixtime('2020-01-01')
select json_extract(1, '$')
select json_extract_scalar(map(array['a'], array[1]), '$.a')
select round('1.5')
select sqrt('4')
select mod('5', 2)
select power('2', 2)
select avg(x) from (values 'a') t(x)
select sum(x) from (values true) t(x)
select stddev(x) from (values 'a') t(x)
select bool_and(x) from (values 1) t(x)
select max(x) from (values map(array[1], array[2])) t(x)
select count_if(x) from (values 1) t(x)
select cardinality('abc')
select cardinality(5)
select contains('abc', 'a')
select contains(array[1], 'a')
select array_position(array[1], 'a')
select element_at('abc', 1)
select concat(1, 2)
select array_join('abc', ',')
select array_sum(array[1])
select list_sum(array[1])
select string_agg('a', ',')
select len('abc')
select left('abc', 1)
select right('abc', 1)
select nvl(null, 1)
select ifnull(null, 1)
select isnull(null)
select isnan(1e0)
select isfinite(1e0)
select isinf(1e0)
select to_char(date '2020-01-01', 'yyyy')
select to_date('2020-01-01', 'yyyy-mm-dd')
select to_timestamp('2020-01-01', 'yyyy-mm-dd')
select date_part('year', date '2020-01-01')
select strftime(date '2020-01-01', '%Y')
select datediff(day, date '2020-01-01', date '2020-01-02')
select dateadd(day, 1, date '2020-01-01')
select getdate()
select md5('abc')
select sha256('abc')
select initcap('abc')
select instr('abc', 'b')
select charindex('b', 'abc')
select listagg('a', ',')
select median(1)
select percentile_cont(0.5) within group (order by x) from (values 1) t(x)
select generate_series(1, 3)
select range(1, 3)
select unnest(array[1, 2])
select struct_pack(a := 1)
select list_value(1, 2)
select epoch(timestamp '2020-01-01 00:00:00')
select age(date '2020-01-01')
select try_cast('x' as nosuch)
select cast(1 as string)
select cast(1 as int)
select cast(1 as text)
select cast('a' as blob)
select cast(1 as float)
select cast(1 as numeric(5,2))
select cast(1 as dec(5,2))
select cast('2020-01-01 00:00:00' as datetime)
select cast(1 as uinteger)
select cast(1 as hugeint)
select cast(1 as decimal(39,0))
select cast(1 as decimal)
select typeof(cast(1 as decimal))
select typeof(cast(1 as decimal(5)))
select cast('a' as varchar(0))
select cast('ab' as char)
select typeof(cast('ab' as char))
select cast('ab' as char(5)) || cast('c' as char(2))
select upper(cast('ab' as char(5)))
select concat(cast('ab' as char(5)), 'x')
select cast('ab' as char(5)) = cast('ab' as char(3))
select cast('ab' as char(5)) = 'ab  '
select cast('ab ' as varchar) = cast('ab' as char(3))
select cast(cast('ab' as char(5)) as varchar)
select cast(cast('ab' as char(5)) as varchar(3))
select cast('ab' as char(5)) like 'ab%'
select cast('ab' as char(5)) like 'ab'
select x from (values cast('b' as char(3)), cast('a' as char(3))) t(x) order by x
select x, count(*) from (values cast('b' as char(3)), cast('b ' as char(3))) t(x) group by x
select coalesce(cast('ab' as char(5)), 'x')
select max(cast('ab' as char(4)))
select array[cast('a' as char(2))]
select substr(cast('ab' as char(5)), 1, 4)
select trim(cast('ab' as char(5)))
select reverse(cast('ab' as char(4)))
select 'a"b'
select U&'\0041'
select 'é'
select ''
select 1 as "select"
select 2 as "a.b"
select 1e0
select 1E5
select 1.5e-3
select 0e0
select 1e100
select 123456789012345678e0
select 0.000
select 00012
select 1_000
select false
select TRUE
select interval '1' second
select interval '90' minute
select interval '-5' day
select interval '100' day
select interval '18' month
select interval '-1' year
select json '{"b":1,"a":[1, 2]}'
select json '"x"'
select json 'null'
select row(1, row('a', null))
select row(null)
select array[array[1], array[]]
select array[map(array['k'], array[1])]
select array[null]
select map(array['a'], array[array[1, 2]])
select map(array[row(1)], array['x'])
select array[true, null]
select array[1.50]
select array[timestamp '2020-01-01 00:00:00']
select array[x'00ff']
select array['']
select date '0001-01-01'
select date '9999-12-31'
select timestamp '1969-12-31 23:59:59.999'
select date '1500-01-01'
select date_diff('day', date '1500-01-01', date '1600-01-01')
select cast(timestamp '2020-01-01 00:00:00.999' as date)
select x''
select to_hex(x'')
select current_user is not null
select current_catalog is not null
select current_schema is not null
select version() is not null
select /* comment */ 1 -- end
select count(*) from unnest(sequence(1, 1000)) t(x)
select x from unnest(sequence(1, 3)) as t(x) where x % 2 = 1 order by x
select approx_distinct(x) from unnest(sequence(1, 10)) as t(x)
select max(x) - min(x) from unnest(array[1.5, 2.75]) as t(x)
select x from (values 'b', 'A', 'a', 'B') t(x) order by x
select x from (values 1e0, nan(), infinity(), -1e0) t(x) order by x
select max(x), min(x) from (values 1e0, nan()) t(x)
select x from (values null, 'a', '') t(x) order by x desc
select x is null, x is not null, x = 1 is null from (values cast(null as integer)) t(x)
select lower(x) l, count(*) from (values 'A', 'a') t(x) group by lower(x)
select count(*) filter (where x > 1), sum(x) filter (where x > 10) from (values 1, 2) t(x)
select array_agg(x) over (order by x) from (values 1, 2) t(x)
select x, y from (values (1, 'a'), (2, 'b')) as t (x, y) where (x, y) = (2, 'b')
select * from (select 1 a, 2 b) where a < b
select * from (values 1) t(x), lateral (select x + 1) u(y)
select x from (values 1, 2, 3, 4) t(x) tablesample bernoulli (100)
select xxhash64(to_utf8('')), xxhash64(to_utf8('a')), xxhash64(to_utf8('abcdefgh')), xxhash64(to_utf8('abcdefghijklm'))
select xxhash64(to_utf8('the quick brown fox jumps over the lazy dog, twice'))
select murmur3(to_utf8('')), murmur3(to_utf8('a')), murmur3(to_utf8('abcdefghijklmnop')), murmur3(to_utf8('the quick brown fox jumps over'))
select spooky_hash_v2_64(to_utf8('')), spooky_hash_v2_64(to_utf8('abcdefgh')), spooky_hash_v2_64(to_utf8('abcdefghijklmnop'))
select spooky_hash_v2_64(to_utf8('the quick brown fox jumps over the lazy dog, twice')), spooky_hash_v2_32(to_utf8('abcdefghijklmno'))
select checksum(x) from (values 'a', 'b', null) t(x)
select checksum(x) from (values 1.5e0, 2.5e0) t(x)
select checksum(x) from (values true, false) t(x)
select checksum(x) from (values date '2020-01-01', null) t(x)
select checksum(x) from (values bigint '5', bigint '-5') t(x)
select normal_cdf(3, 2, 4.5), normal_cdf(0, 1, -6), normal_cdf(0, 1, 9)
select inverse_normal_cdf(1, 2, 0.1), inverse_normal_cdf(0, 1, 0.999999)
select beta_cdf(1, 1, 0.3), beta_cdf(0.5, 0.5, 0.2), beta_cdf(5, 2, 0.9)
select inverse_beta_cdf(1, 3, 0.3), inverse_beta_cdf(5, 2, 0.9)
select normal_cdf(0, -1, 0)
select parse_data_size('1B'), parse_data_size('2.5TB'), parse_presto_data_size('1kB')
select parse_data_size('x')
select parse_duration('10 us'), parse_duration('1.5h')
select parse_duration('1 fortnight')
select reduce_agg(x, 1, (a, b) -> a * b, (a, b) -> a * b) from (values 2, 3, null) t(x)
select k, reduce_agg(x, 0, (a, b) -> a + b, (a, b) -> a + b) from (values ('a', 1), ('b', 2), ('a', 3)) t(k, x) group by k
select approx_most_frequent(1, x, 10) from (values 1, 2, 2, null) t(x)
select cardinality(approx_set(x)) from (values 'a', 'b', 'a', null) t(x)
select cardinality(empty_approx_set())
select cardinality(merge(s)) from (select approx_set(x) as s from (values 1, 2) t(x) union all select approx_set(x) from (values 2, 3) t(x)) u
select value_at_quantile(qdigest_agg(x), 0.5) from (values 1, 2, 3, 4, 5) t(x)
select value_at_quantile(qdigest_agg(x), 0.9) from (values 1e0, 2e0, 3e0) t(x)
select values_at_quantiles(tdigest_agg(x), array[0.1, 0.5, 0.9]) from (values 1e0, 2e0, 3e0, 4e0) t(x)
select current_groups()
select x from (values 1e0, nan()) t(x) where x > 0e0
select x > 1e0, x < 1e0, x = x, x <> x from (values nan()) t(x)
select count(*) from (values (1e0, nan())) t(x, y) where x < y
select max(x) from (values 1e0, 2e0) t(x)
select sum(x), corr(x, y) from (values (real '1.5', real '2'), (real '2.5', real '3')) t(x, y)
select covar_pop(x, y) from (values (bigint '1', 2), (bigint '2', 5)) t(x, y)
select sum(x) over (order by x) from (values real '1.5', real '2') t(x)
select from_iso8601_timestamp('2020-05-11T11:15:05Z'), hour(from_iso8601_timestamp('2020-05-11T11:15:05+03:00'))
select from_iso8601_timestamp('2020-05-11T11:15:05+03:00') = timestamp '2020-05-11 08:15:05 +00:00'
select cast('2020-05-11 11:15:05 +02:00' as timestamp with time zone)
select to_unixtime(from_iso8601_timestamp('1970-01-01T01:00:00+01:00'))
select a = b from (values (1, 2)) t(a, b) where a = b is null
select 1 = 1 = true
select case when 1 = 1 then 2 end = 2, (1 = 2) is null, 1 between 0 and 2 and 3 = 3
select typeof(cast('a' as varchar)), typeof(upper('a')), typeof(cast(1 as varchar(3)))
select typeof(x) from (values 'a') t(x)
select null as x, 1 as y
select truncate(2.567, 2), truncate(2.567e0)
select json_extract_scalar('{"a":{"b c":[1.500,2]}}', '$.a["b c"][0]'), json_extract_scalar('[0.10]', '$[0]')
select cast(1.5e0 as json), cast(1e-5 as json), cast(100000000e0 as json), cast(map(array['z','a'], array[map(array['y','b'], array[1,2]), null]) as json)
select map(array[1], array[2]) = map(array[1], array[2])
select cardinality(map(array['a'], array[1])), cardinality(array[1,2])
select year(interval '14' month), hour(interval '30' hour)
select timestamp '2020-01-31 00:00:00' + interval '1' month + interval '1' day
select reverse(array[1, 2]), reverse('abc')
select lower(cast('AB' as char(4))), length(cast('ab' as char(4)))

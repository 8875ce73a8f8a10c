// Statements in their order, with their rows as JSON: aggregates, window functions, dates, numbers and texts of everyday queries.
import type { Step } from "./step.ts";

export const ANALYTICS: readonly Step[] = [
  [
    "create table sales (id int, cust varchar(20), region varchar(10), amount decimal(10,2), qty int, sold_at timestamp, d date, is_ok boolean, doc super)",
  ],
  [
    "insert into sales values (1,'ann','eu',10.50,2,'2024-01-05 10:00:00','2024-01-05',true,json_parse('{\"a\":1,\"tags\":[\"x\",\"y\"]}')),(2,'bob','us',20.00,1,'2024-01-20 23:59:59','2024-01-20',false,json_parse('{\"a\":2,\"tags\":[]}')),(3,'ann','eu',5.25,3,'2024-02-01 00:00:00','2024-02-01',null,json_parse('{\"a\":null}')),(4,'cat','us',null,null,'2024-02-29 12:30:00','2024-02-29',true,null)",
  ],
  [
    "select cust, sum(amount) as total, count(*) n from sales group by 1 order by 2 desc nulls last",
    '[["bob","20.00",1],["ann","15.75",2],["cat",null,1]]',
  ],
  [
    "select *, row_number() over (partition by region order by sold_at desc) rn from sales qualify rn = 1 order by id",
    '[[3,"ann","eu","5.25",3,"2024-02-01 00:00:00","2024-02-01",null,"{\\"a\\":null}",1],[4,"cat","us",null,null,"2024-02-29 12:30:00","2024-02-29",true,null,1]]',
  ],
  [
    "select cust, listagg(id, ',') within group (order by id) from sales group by cust order by cust",
    '[["ann","1,3"],["bob","2"],["cat","4"]]',
  ],
  [
    "select region, listagg(distinct cust, '; ') within group (order by cust desc) as l from sales group by region order by 1",
    '[["eu","ann"],["us","cat; bob"]]',
  ],
  [
    "select * from (select region, qty from sales) pivot (sum(qty) for region in ('eu', 'us' as usa))",
    "[[5,1]]",
  ],
  [
    "select * from (select 1 as red, 2 as green, null::int as blue) unpivot (cnt for color in (red, green, blue))",
    '[["red",1],["green",2]]',
  ],
  [
    "select * from (select 1 as red, 2 as green, null::int as blue) unpivot include nulls (cnt for color in (red as r, green, blue)) order by color",
    '[["blue",null],["green",2],["r",1]]',
  ],
  [
    "select datediff(month, '2024-01-31'::date, '2024-02-01'::date), datediff('week', date '2024-01-07', date '2024-01-08'), datediff(qtr, date '2023-12-31', date '2024-01-01'), datediff(year, timestamp '2023-12-31 23:59', timestamp '2024-01-01')",
    "[[1,0,1,1]]",
  ],
  [
    "select dateadd(month, 1, date '2024-01-31'), dateadd(day, -1, '2024-03-01'), dateadd(hour, 25, timestamp '2024-01-01'), dateadd(week, 1, date '2024-02-28'), dateadd(quarter, 1, date '2024-11-30'), dateadd(minute, 90, date '2024-01-01')",
    '[["2024-02-29 00:00:00","2024-02-29 00:00:00","2024-01-02 01:00:00","2024-03-06 00:00:00","2025-02-28 00:00:00","2024-01-01 01:30:00"]]',
  ],
  [
    "select date_trunc('week', date '2024-01-07'), date_trunc('month', sold_at) from sales where id = 4",
    '[["2024-01-01 00:00:00","2024-02-01 00:00:00"]]',
  ],
  [
    "select extract(dow from date '2024-01-07'), extract(week from date '2024-01-01'), date_part(dow, date '2024-01-07'), extract(epoch from timestamp '2024-01-01'), extract(yearday from date '2024-03-01'), date_part('week', date '2021-01-03')",
    "[[0,1,0,1704067200,61,53]]",
  ],
  [
    "select to_char(sold_at, 'YYYY-MM-DD HH24:MI:SS'), to_char(amount, '999,999.99'), to_char(sold_at, 'Mon DD, YYYY'), to_char(sold_at, 'IYYY-IW'), to_char(sold_at,'Day') from sales where id = 1",
    '[["2024-01-05 10:00:00","      10.50","Jan 05, 2024","2024-01","Friday   "]]',
  ],
  [
    "select last_day(d), add_months(d, 1), months_between(date '2024-03-31', date '2024-02-29'), next_day(d, 'Mon') from sales where id = 4",
    '[["2024-02-29","2024-03-31 00:00:00",1,"2024-03-04"]]',
  ],
  [
    "select json_extract_path_text('{\"a\":{\"b\":[1,2]}}', 'a', 'b'), json_extract_path_text('{\"a\":1}', 'b') is null, json_extract_path_text('{\"a\":\"\"}', 'a') = '', json_array_length('[1,2,3]'), json_extract_array_element_text('[\"x\",\"y\"]', 1), is_valid_json('{\"a\":1}')",
    '[["[1,2]",true,true,3,"y",true]]',
  ],
  [
    "select s.id, s.doc.a, s.doc.tags[0], t from sales s, s.doc.tags as t order by 1",
    '[[1,"1","\\"x\\"","\\"y\\""],[1,"1","\\"x\\"","\\"x\\""]]',
  ],
  [
    "select s.id, t, i from sales s left join s.doc.tags as t at i on true order by 1, i",
    '[[1,"\\"x\\"",0],[1,"\\"y\\"",1],[2,null,null],[3,null,null],[4,null,null]]',
  ],
  [
    "select id, doc.a::int + 1 as x, json_typeof(doc.tags), get_array_length(doc.tags) from sales order by id",
    '[[1,2,"array",2],[2,3,"array",0],[3,null,null,null],[4,null,null,null]]',
  ],
  ["select id from sales where doc.a = 1 or doc.a is null order by 1", "[[1],[4]]"],
  [
    "select coalesce(amount, 0) + 1, nvl2(qty, 'y', 'n'), amount * qty, amount / 3, qty / 2, qty::float / 2, round(amount / 3, 2) from sales order by id",
    '[["11.50","y","21.00","3.5000000000000",1,1,"3.50"],["21.00","y","20.00","6.6666666666666",0,0.5,"6.67"],["6.25","y","15.75","1.7500000000000",1,1.5,"1.75"],["1.00","n",null,null,null,null,null]]',
  ],
  [
    "select cast(amount as int), amount::varchar, '12.345'::decimal(5,2), 2.5::int, 3.5::int, -2.5::int, cast('2024-01-01' as date), '1'::boolean, 'yes'::boolean, 0::boolean from sales where id = 1",
    '[[11,"10.50","12.35",3,4,-3,"2024-01-01",true,true,false]]',
  ],
  [
    "select avg(qty), avg(amount), sum(qty)::float / count(*), stddev(qty), median(amount), max(d), min(sold_at), count(distinct cust), bool_or(is_ok) from sales",
    '[[2,"11.91",1.5,1,"10.50","2024-02-29","2024-01-05 10:00:00",3,true]]',
  ],
  [
    "select first_value(cust) over (partition by region order by id rows between unbounded preceding and unbounded following), lag(amount, 1, 0) over (order by id), lead(cust) over (order by id), ntile(2) over (order by id), sum(qty) over (partition by region), avg(amount) over (order by id rows between 1 preceding and current row) from sales order by id",
    '[["ann","0.00","bob",1,5,"10.50"],["bob","10.50","ann",1,1,"15.25"],["ann","20.00","cat",2,5,"12.62"],["bob","5.25",null,2,1,"5.25"]]',
  ],
  [
    "select percentile_cont(0.5) within group (order by amount), percentile_disc(0.25) within group (order by qty), approximate percentile_disc(0.5) within group (order by qty) from sales",
    '[["10.50",1,2]]',
  ],
  [
    "select id, percentile_cont(0.5) within group (order by amount) over (partition by region), median(amount) over (partition by region), ratio_to_report(qty) over (partition by region) from sales order by id",
    '[[1,"7.87","7.87",0.4],[2,"20.00","20.00",1],[3,"7.87","7.87",0.6],[4,"20.00","20.00",null]]',
  ],
  [
    "select regexp_replace('a1b22', '[0-9]+', '#'), regexp_substr('user@x.com', '[^@]+'), regexp_count('banana', 'an'), regexp_instr('hello', 'l'), regexp_replace('Hello World', '(\\\\w+) (\\\\w+)', '$2 $1')",
    '[["a#b#","user",2,3,"World Hello"]]',
  ],
  [
    "select split_part('a-b-c', '-', 2), strpos('hello', 'l'), charindex('l', 'hello'), left('hello', 2), right('hello', 2), substring('hello', 2, 3), reverse('abc'), initcap('hELLO wORLD'), lpad('7', 3, '0'), rpad('7', 3, 'x'), trim('  x '), ltrim('xxa', 'x'), btrim('xax', 'x'), len('abc '), translate('abc', 'ab', 'xy'), replace('aaa', 'a', 'b')",
    '[["b",3,3,"he","lo","ell","cba","Hello World","007","7xx","x","a","a",4,"xyc","bbb"]]',
  ],
  [
    "select trim(both 'x' from 'xxaxx'), trim(leading '0' from '007'), trim(trailing from 'a  ') || '|', position('b' in 'abc'), octet_length('é'), ascii('A'), chr(65), concat('a', 'b'), repeat('ab', 2), md5('a'), sha1('a'), sha2('a', 256), strtol('ff', 16), to_hex(255), quote_ident('a b'), quote_literal('it''s')",
    '[["a","7","a|",2,2,65,"A","ab","abab","0cc175b9c0f1b6a831c399e269772661","86f7e437faa5a7fce15d1ddcb9eaeaea377667b8","ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb",255,"ff","\\"a b\\"","\'it\'\'s\'"]]',
  ],
  ["create table w (id int, grp varchar(5), v int, d date)"],
  [
    "insert into w values (1,'a',10,'2024-01-01'),(2,'a',null,'2024-01-02'),(3,'a',30,'2024-01-04'),(4,'b',5,'2024-01-01'),(5,'b',5,'2024-02-01')",
  ],
  [
    "select id, last_value(v ignore nulls) over (partition by grp order by id rows between unbounded preceding and current row) from w order by id",
    "[[1,10],[2,10],[3,30],[4,5],[5,5]]",
  ],
  [
    "select id, last_value(v) ignore nulls over (partition by grp order by id rows between unbounded preceding and current row) from w order by id",
    "[[1,10],[2,10],[3,30],[4,5],[5,5]]",
  ],
  [
    "select id, lag(v) ignore nulls over (order by id), lead(v, 2) over (order by id), first_value(v) over (partition by grp order by d desc rows between unbounded preceding and unbounded following) from w order by id",
    "[[1,null,30,30],[2,10,5,30],[3,10,5,30],[4,30,null,5],[5,5,null,5]]",
  ],
  [
    "select id, nth_value(v, 2) over (partition by grp order by id rows between unbounded preceding and unbounded following), count(v) over (partition by grp), max(v) over (order by id rows between 1 preceding and 1 following) from w order by id",
    "[[1,null,2,10],[2,null,2,30],[3,null,2,30],[4,5,2,30],[5,5,2,5]]",
  ],
  [
    "select grp, sum(v), avg(v), avg(v::float), count(v), min(d), max(d) - min(d), stddev_pop(v) from w group by grp having count(*) > 1 order by grp",
    '[["a",40,20,20,2,"2024-01-01",3,10],["b",10,5,5,2,"2024-01-01",31,0]]',
  ],
  [
    "select grp, d, sum(v) from w group by grouping sets ((grp), (d), ()) order by 1, 2",
    '[["a",null,40],["b",null,10],[null,"2024-01-01",15],[null,"2024-01-02",null],[null,"2024-01-04",30],[null,"2024-02-01",5],[null,null,50]]',
  ],
  ["select grp, sum(v) from w group by rollup (grp) order by 1", '[["a",40],["b",10],[null,50]]'],
  ["select grp, count(*) from w group by cube (grp) order by 1", '[["a",3],["b",2],[null,5]]'],
  [
    "select sum(v) over (partition by grp order by d range between unbounded preceding and current row) from w order by 1",
    "[[5],[10],[10],[10],[40]]",
  ],
  ["select id, v from w where v between 5 and 10 order by id", "[[1,10],[4,5],[5,5]]"],
  [
    "select coalesce(v, -1), nvl(v, 0), v is null, not (v > 5), v > 5 or id = 2 from w order by id",
    "[[10,10,false,false,true],[-1,0,true,null,true],[30,30,false,false,true],[5,5,false,true,false],[5,5,false,true,false]]",
  ],
  ["select count(*) filter (where v > 5) from w", 'ERROR: syntax error at or near "("'],
  [
    "select id from w where d >= dateadd(month, -1, date '2024-02-01') and d < '2024-02-01' order by id",
    "[[1],[2],[3],[4]]",
  ],
  [
    "select date_trunc('month', d)::date as m, count(*) from w group by 1 order by 1",
    '[["2024-01-01",4],["2024-02-01",1]]',
  ],
  [
    "select extract(year from d)::varchar || '-' || lpad(extract(month from d)::varchar, 2, '0') from w where id = 5",
    '[["2024-02"]]',
  ],
  [
    "select datediff(day, d, '2024-02-01'), datediff('hour', d, timestamp '2024-02-01'), datediff(minute, timestamp '2024-01-01 00:00:59', timestamp '2024-01-01 00:01:00'), datediff(quarter, d, date '2024-12-31'), datediff(second, timestamp '2024-01-01 00:00:00.9', timestamp '2024-01-01 00:00:01.1') from w where id = 1",
    "[[31,744,1,3,1]]",
  ],
  [
    "select to_char(1234.5, '9,999.99'), to_char(0.5, '0.00'), to_char(12, '000'), to_char(-1.5, '9.9'), to_char(1e6::int, '9G999G999'), to_char(date '2024-03-05', 'DD/MM/YY'), to_char(date '2024-03-05', 'D'), to_char(date '2024-03-05', 'DDD'), to_char(date '2024-03-05', 'Month')||'|', to_char(date '2024-03-05', 'FMMonth')||'|', to_char(timestamp '2024-03-05 00:30:00', 'HH12:MI AM')",
    '[[" 1,234.50"," 0.50"," 012","-1.5"," 1,000,000","05/03/24","3","065","March    |","March|","12:30 AM"]]',
  ],
  [
    "select regexp_substr('abc123def', '[0-9]+'), regexp_substr('a1b2', '[0-9]', 1, 2), regexp_substr('xyz', '[0-9]') = '', regexp_instr('abc', 'c'), regexp_count('aaa', 'a'), regexp_replace('abc', 'b', ''), regexp_replace('a.b', '\\\\.', '-'), 'abc' ~ '^a.c$', 'ABC' ~* 'abc', 'abc' !~ 'b', 'abc' similar to '(a|b)%', regexp_substr('FOO', 'foo', 1, 1, 'i')",
    '[["123","2",true,3,3,"ac","a-b",true,true,false,true,"FOO"]]',
  ],
  [
    "select md5('x'), sha2('x', 512), crc32('x'), fnv_hash('x'), strtol('-ff', 16), to_hex(-1), checksum(1)",
    "ERROR: the function checksum() is not available in the local Redshift",
  ],
  [
    "select round(2.345, 2), round(-2.345, 2), round(2.5::float8), round(3.5::float8), round(-2.5::float8), trunc(2.789, 2), ceil(-1.5), floor(-1.5), mod(5, -3), -5 % 3, power(2, -1), sqrt(2)::decimal(10,4), log(1000), ln(2.718281828459045), exp(1), degrees(pi()), radians(180), sin(0), atan2(1, 1), cbrt(-8)",
    '[["2.35","-2.35",3,4,-3,"2.78","-1","-2",2,-2,0.5,"1.4142",3,1,2.718281828459045,180,3.141592653589793,0,0.7853981633974483,-2]]',
  ],
  [
    "select 5 / 2, -5 / 2, 5 % -2, 5.0 / 2, 1 / 3.0, 1::float / 3, 2147483647 + 1, 1000000 * 1000000",
    "ERROR: Numeric data overflow (result precision)",
  ],
  ["select 9223372036854775807 + 1", "ERROR: Numeric data overflow (result precision)"],
  [
    "select 2147483647::bigint + 1, 1000000::bigint * 1000000, 10::smallint * 10::smallint, 32767::smallint + 1::smallint",
    "ERROR: Numeric data overflow (result precision)",
  ],
  [
    "select 123456789.12::decimal(11,2) * 987654321.98::decimal(11,2), sum(0.1) from w",
    '[["121932631352141440.8576","0.5"]]',
  ],
  [
    "select 1.5::decimal(3,1) + 2.25::decimal(3,2), 10::decimal(5,2) / 3, 1.10 * 2, avg(1.10) from w",
    '[["3.75","3.3333333333333","2.20","1.10"]]',
  ],
  [
    "select 'abc' < 'abd', 'a' < 'B', 'Z' < 'a', '10' < '9', 10 < 9, null = null, null is null, 'a' || 1, 1 || 'a', true::int, 1::boolean, 't'::boolean, 'false'::boolean, not true",
    '[[true,false,true,true,false,null,true,"a1","1a",1,true,true,false,false]]',
  ],
  [
    "select cast('2024-01-31 10:11:12.345678' as timestamp), '2024-01-31T10:11:12'::timestamp, '2024-01-31T10:11:12Z'::timestamptz, '2024-1-5'::date, '10:11'::time, timestamp '2024-01-31 10:11:12'::time, '01/31/2024'::date",
    '[["2024-01-31 10:11:12.345678","2024-01-31 10:11:12","2024-01-31 10:11:12+00","2024-01-05","10:11:00","10:11:12","2024-01-31"]]',
  ],
  ["select '2024-02-30'::date", 'ERROR: date/time field value out of range: "2024-02-30"'],
  ["select 'abc'::int", "ERROR: Invalid digit, Value 'a', Pos 0, Type: Integer"],
  ["select '12.7'::int", "ERROR: Invalid digit, Value '.', Pos 2, Type: Integer"],
  ["select ' 12 '::int, '1e3'::float, '1,000'::int", "ERROR: Invalid digit, Value ',', Pos 1, Type: Integer"],
  [
    "select to_date('2024-02-30', 'YYYY-MM-DD'), to_date('31-JAN-24', 'DD-MON-YY'), to_date('2024 5', 'YYYY MM'), to_timestamp('1/2/2024 3:04 PM', 'MM/DD/YYYY HH:MI PM')",
    '[["2024-03-01","2024-01-31","2024-05-01","2024-01-02 15:04:00+00"]]',
  ],
  ["select * from (select 1 as a) x, (select 2 as b) y where x.a < y.b", "[[1,2]]"],
  [
    "select a.id, b.id from w a join w b using (grp) where a.id < b.id order by 1, 2",
    "[[1,2],[1,3],[2,3],[4,5]]",
  ],
  ["select a.id from w a full outer join (select 9 as id) b on a.id = b.id where a.id is null", "[[null]]"],
  ["select x.* from (select * from w order by id limit 1) x", '[[1,"a",10,"2024-01-01"]]'],
  ["select (select count(*) from w w2 where w2.grp = w.grp) c, id from w order by id limit 1", "[[3,1]]"],
  [
    "select id from w where (grp, v) in (select grp, max(v) from w group by grp) order by id",
    "[[3],[4],[5]]",
  ],
  [
    "select id from w w1 where v = (select max(v) from w w2 where w2.grp = w1.grp) order by id",
    "[[3],[4],[5]]",
  ],
  [
    "select grp, listagg(v, '|') within group (order by v desc) from w group by grp order by 1",
    '[["a","30|10"],["b","5|5"]]',
  ],
  [
    "select grp, listagg(distinct v::varchar, '|') within group (order by v::varchar) from w group by 1 order by 1",
    '[["a","10|30"],["b","5"]]',
  ],
  [
    "select listagg(id) within group (order by id) over (partition by grp) from w order by 1",
    '[["123"],["123"],["123"],["45"],["45"]]',
  ],
  ["select approximate count(distinct grp), count(distinct v), sum(distinct v) from w", "[[2,3,45]]"],
  ["select any_value(grp), bool_and(v > 1), bit_or(id) from w where grp = 'a'", '[["a",true,3]]'],
  ["select case grp when 'a' then 1 else 0 end as x, sum(v) from w group by x order by x", "[[0,10],[1,40]]"],
  ["select id as i, v + 1 as v1, v1 * 2 as v2 from w where id = 1", "[[1,11,22]]"],
  ["select 'x' as grp, count(*) from w group by grp order by 2", '[["x",2],["x",3]]'],
];

// Statements in their order, with their rows as JSON: tables and views as models make them, PIVOT and UNPIVOT.
import type { Step } from "./step.ts";

export const MODELS: readonly Step[] = [
  [
    "select * from (select 1 as red, 2 as green, null::int as blue) unpivot (cnt for color in (red, green, blue))",
    '[["red",1],["green",2]]',
  ],
  [
    "select * from (select 'eu  ' as region, 2 as qty union all select 'eu', 3) pivot (sum(qty) for region in ('eu', 'us ' as x))",
    "[[5,null]]",
  ],
  [
    "select * from (select 1 as region, 2 as qty union all select 1, 3) pivot (sum(qty) for region in (1, 2))",
    "[[5,null]]",
  ],
  ["select id+1 as id, id*10 as x from (select 1 as id)", "[[2,10]]"],
  ["CREATE TABLE part (partname varchar, manufacturer varchar, quality int, price decimal(12, 2))"],
  [
    "INSERT INTO part VALUES ('prop', 'local parts co', 2, 10.00),('prop', 'big parts co', NULL, 9.00),('prop', 'small parts co', 1, 12.00),('rudder', 'local parts co', 1, 2.50),('rudder', 'big parts co', 2, 3.75),('rudder', 'small parts co', NULL, 1.90),('wing', 'local parts co', NULL, 7.50),('wing', 'big parts co', 1, 15.20),('wing', 'small parts co', NULL, 11.80)",
  ],
  [
    "SELECT * FROM (SELECT partname, price FROM part) PIVOT (AVG(price) FOR partname IN ('prop', 'rudder', 'wing'))",
    '[["10.33","2.71","11.50"]]',
  ],
  [
    "SELECT * FROM (SELECT quality, manufacturer FROM part) PIVOT (count(*) FOR quality IN (1, 2, NULL))",
    '[["local parts co",1,1,1],["big parts co",1,1,1],["small parts co",1,0,2]]',
  ],
  [
    "SELECT * FROM (SELECT quality, manufacturer FROM part) PIVOT (count(*) AS count FOR quality IN (1 AS high, 2 AS low, NULL AS na))",
    '[["local parts co",1,1,1],["big parts co",1,1,1],["small parts co",1,0,2]]',
  ],
  ['select * from (select 1 a, 2 b) unpivot (v for n in (a as "first", b)) where v > 1', '[["b",2]]'],
  [
    "select id, eu_m, usa_m from (select 1 as id, 'eu ' as region, 'a ' as k, 2 as qty union all select 1, 'eu', 'a', 5) pivot (avg(qty) as m for region in ('eu', 'us' as usa)) as p where p.id = 1",
    "[[1,3,null]]",
  ],
  [
    "with c as (select 'x' as k, 1 as v union all select 'y', 3) select x, y from c pivot (max(v) for k in ('x', 'y'))",
    "[[1,3]]",
  ],
  [
    "with c as (select 'x' as k, 1 as v union all select 'y', 3) select x + y as s from c q pivot (sum(v) for k in ('x', 'y')) z",
    "[[4]]",
  ],
  [
    "select partname, quality, count(*) from part group by all order by 1, 2",
    '[["prop",1,1],["prop",2,1],["prop",null,1],["rudder",1,1],["rudder",2,1],["rudder",null,1],["wing",1,1],["wing",null,2]]',
  ],
  [
    "select upper(partname), sum(price) as s from part group by all having sum(price) > 10 order by 2",
    '[["PROP","31.00"],["WING","34.50"]]',
  ],
  [
    "SELECT * FROM part PIVOT (max(price) FOR partname IN ('prop', 'rudder')) order by manufacturer, quality",
    '[["big parts co",1,null,null],["big parts co",2,null,"3.75"],["big parts co",null,"9.00",null],["local parts co",1,null,"2.50"],["local parts co",2,"10.00",null],["local parts co",null,null,null],["small parts co",1,"12.00",null],["small parts co",null,null,"1.90"]]',
  ],
  [
    'create view "analytics"."public"."ov" as (select * from "analytics"."public"."part") with no schema binding',
  ],
  ["create or replace view ov2 as with a as (select 1 as x) select * from a with no schema binding"],
  ["select count(*) from ov, ov2", "[[9]]"],
  [
    "SELECT * FROM (SELECT partname, price FROM part) PIVOT (listagg(price::varchar, ',') FOR partname IN ('prop'))",
    '[["10.00,9.00,12.00"]]',
  ],
  [
    "create table p (id int, name varchar(5), c char(5), dt date default '2024-01-01', ts timestamp, amt numeric(10,2) default 1.5, f float8, b boolean, big bigint identity(100,10))",
  ],
  ["insert into p (id, name, c) values (1, 'abc  ', 'ab'), (2, 'abcde', 'abcde')"],
  ["insert into p (id, name) values (3, 'abcde   ')"],
  ["insert into p (id, c) values (4, 'ab      ')"],
  ["insert into p (id, name) values (5, 'abcdef')", "ERROR: Value too long for character type"],
  ["insert into p (id, name) select 6, 'abcde  '", "ERROR: Value too long for character type"],
  [
    "select id, name || '|', c || '|', len(name), len(c), big, amt, dt from p order by id",
    '[[1,"abc  |","ab|",5,2,100,"1.50","2024-01-01"],[2,"abcde|","abcde|",5,5,110,"1.50","2024-01-01"],[3,"abcde|",null,5,null,120,"1.50","2024-01-01"],[4,null,"ab|",null,2,130,"1.50","2024-01-01"]]',
  ],
  ["update p set name = 'xyzab   ' where id = 1", "ERROR: Value too long for character type"],
  ["select name || '|' from p where id = 1", '[["abc  |"]]'],
  [
    "create table q as select id, name, upper(name) as u, amt * 2 as a2, count(*) over () as n, 'x' as k, null::varchar as nn from p",
  ],
  ["create temp table tt as select * from p where id < 3"],
  ["create temporary table tt2 (like p including defaults)"],
  ["begin"],
  ["rollback"],
  ["alter table p add column extra varchar(10) default 'z'"],
  ["select distinct extra from p", '[["z"]]'],
  ["alter table p rename column extra to more"],
  ["alter table p drop column more"],
  ["alter table p alter column name type varchar(20)"],
  [
    "create view v1 as select id, name from p with no schema binding",
    "ERROR: All the relation names inside should be qualified when creating VIEWs WITH NO SCHEMA BINDING",
  ],
  ["create view v1 as select id, name from public.p with no schema binding"],
  ["select * from v1 where id = 2", '[[2,"abcde"]]'],
  ["drop table p cascade"],
  ["select * from v1", 'ERROR: relation "public.p" does not exist'],
  ["create or replace view v2 as select 1 as a, 'x' as b"],
  ["select a + 1, b from v2", '[[2,"x"]]'],
  ["drop view if exists v2, v1"],
  [
    "with recursive r(n) as (select 1 union all select n + 1 from r where n < 5) select sum(n) from r",
    "[[15]]",
  ],
  ["with a as (select 1 as x), b as (select x + 1 as y from a) select * from a cross join b", "[[1,2]]"],
  ["select top 2 id from q order by id desc", "[[4],[3]]"],
  ["select id from q order by id limit 2 offset 1", "[[2],[3]]"],
  ["select id from q where name ilike 'ABC%' and name like '%e' order by 1", "[[2],[3]]"],
  [
    "select id, case when id > 2 then 'big' when id = 2 then 'two' else 'small' end from q order by 1",
    '[[1,"small"],[2,"two"],[3,"big"],[4,"big"]]',
  ],
  [
    "select count(*), count(distinct left(name, 3)), sum(case when id > 1 then 1 else 0 end) from q",
    "[[4,1,3]]",
  ],
  ["select 1 union select 1.5 union all select 2 order by 1", '[["1.0"],["1.5"],["2.0"]]'],
  ["select 'a' as x union select 'b' except select 'a'", '[["b"]]'],
  [
    "select * from q t1 left join q t2 on t1.id = t2.id + 1 where t2.id is null",
    '[[1,"abc  ","ABC  ","3.00",4,"x",null,null,null,null,null,null,null,null]]',
  ],
  ["select id from q where id not in (select id from q where id > 2) order by 1", "[[1],[2]]"],
  [
    "select id, sum(id) over (order by id rows between unbounded preceding and current row) s from q order by id",
    "[[1,1],[2,3],[3,6],[4,10]]",
  ],
  [
    "select id, rank() over (order by name), dense_rank() over (order by name), percent_rank() over (order by id), cume_dist() over (order by id) from q order by id",
    "[[1,1,1,0,0.25],[2,2,2,0.3333333333333333,0.5],[3,2,2,0.6666666666666666,0.75],[4,4,3,1,1]]",
  ],
  [
    "select to_date('20240131', 'YYYYMMDD'), to_timestamp('2024-01-31 10:11:12', 'YYYY-MM-DD HH24:MI:SS'), to_number('1,234.5', '9,999.9'), to_char(date '2024-01-31', 'Q'), to_char(1234567.891, 'FM9,999,999.00'), to_char(-5, 'S99'), to_char(timestamp '2024-01-01 15:00', 'HH:MI AM')",
    '[["2024-01-31","2024-01-31 10:11:12+00","1234.5","1","1,234,567.89"," -5","03:00 PM"]]',
  ],
  [
    "select '2024-01-31'::date + 1, '2024-01-31'::date - '2024-01-01'::date, date '2024-01-31' + interval '1 month', timestamp '2024-01-01' - interval '1 hour', interval '1 day' * 3, timestamp '2024-01-02' - timestamp '2024-01-01'",
    '[["2024-02-01",30,"2024-02-29 00:00:00","2023-12-31 23:00:00","3 days","1 day"]]',
  ],
  [
    "select 10/4, 10/4.0, 10%3, -7/2, 7::numeric/2, 1.0/3, 2^3, |/16, 5 & 3, 5 | 3, 1 << 3, ~5, abs(-3.5), 1e3, 0.1 + 0.2, 0.1::float8 + 0.2::float8",
    '[[2,"2.5000",1,-3,"3.50000000000","0.333333333333",8,4,1,7,8,-6,"3.5",1000,"0.3",0.30000000000000004]]',
  ],
];

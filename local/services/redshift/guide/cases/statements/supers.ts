// Statements in their order, with their rows as JSON: semistructured data.
import type { Step } from "./step.ts";

export const SUPERS: readonly Step[] = [
  ["create table ev (id int, payload super, j varchar(200), ts timestamptz)"],
  [
    'insert into ev values (1, json_parse(\'{"user":{"name":"Ann","age":30},"items":[{"sku":"a","q":2},{"sku":"b","q":1}],"ok":true,"n":null,"amt":12.50}\'), \'{"a":{"b":"c"},"n":5,"e":"","x":null}\', \'2024-01-01 10:00:00+02\'),(2, json_parse(\'{"user":{"name":"Bob"},"items":[]}\'), \'[1,2]\', \'2024-06-01 00:00:00 America/New_York\')',
  ],
  [
    "select id, payload.user.name::varchar as name, payload.user.age::int as age, payload.ok::boolean, payload.amt::decimal(8,2) from ev order by id",
    '[[1,"Ann",30,true,"12.50"],[2,"Bob",null,null,null]]',
  ],
  ["select id, payload.user.name from ev where payload.user.name = 'Ann'", '[[1,"\\"Ann\\""]]'],
  [
    "select e.id, i.sku::varchar, i.q::int from ev e, e.payload.items i order by 1, 2",
    '[[1,"a",2],[1,"b",1]]',
  ],
  ["select sum(i.q::int) as total, e.id from ev e, e.payload.items as i group by e.id", "[[3,1]]"],
  [
    "select json_serialize(payload.user), json_size(payload) > 10, json_typeof(payload.items), is_array(payload.items), is_object(payload.user), is_varchar(payload.user.name) from ev where id = 1",
    '[["{\\"name\\":\\"Ann\\",\\"age\\":30}",true,"array",true,true,true]]',
  ],
  [
    "select id, k, v from ev e, unpivot e.payload.user as v at k order by 1, 2",
    '[[1,"age","30"],[1,"name","\\"Ann\\""],[2,"name","\\"Bob\\""]]',
  ],
  [
    "select get_array_length(payload.items), array_concat(payload.items, array(1)), subarray(payload.items, 0, 1), payload.items[0].sku, payload.items[5].sku from ev where id = 1",
    '[[2,"[{\\"sku\\":\\"a\\",\\"q\\":2},{\\"sku\\":\\"b\\",\\"q\\":1},1]","[{\\"sku\\":\\"a\\",\\"q\\":2}]","\\"a\\"",null]]',
  ],
  [
    "select payload.user.name || '!' , upper(payload.user.name::varchar), len(payload.user.name::varchar), coalesce(payload.user.age::int, 0) + 1, payload.user.age + 1 from ev order by id",
    '[["Ann!","ANN",3,31,"31"],["Bob!","BOB",3,1,null]]',
  ],
  [
    "select payload.user.name as n, count(*) from ev group by 1 order by 1",
    '[["\\"Ann\\"",1],["\\"Bob\\"",1]]',
  ],
  [
    "select json_extract_path_text(j, 'a', 'b'), json_extract_path_text(j, 'n')::int + 1, json_extract_path_text(j, 'e') = '', json_extract_path_text(j, 'x') from ev where id = 1",
    '[["c",6,true,null]]',
  ],
  ["select json_extract_path_text(j, 'a') from ev where id = 2", "[[null]]"],
  [
    "select json_extract_path_text('not json', 'a', true), json_extract_path_text(null, 'a'), is_valid_json('x'), json_array_length('[1,2]'), json_extract_array_element_text('[1,[2,3]]', 1)",
    '[[null,null,false,2,"[2,3]"]]',
  ],
  [
    "select ts, ts at time zone 'America/New_York', ts::timestamp, ts::date, extract(hour from ts), date_trunc('hour', ts), convert_timezone('America/New_York', ts::timestamp), to_char(ts, 'YYYY-MM-DD HH24:MI') from ev order by id",
    '[["2024-01-01 08:00:00+00","2024-01-01 03:00:00","2024-01-01 08:00:00","2024-01-01",8,"2024-01-01 08:00:00","2024-01-01 03:00:00","2024-01-01 08:00"],["2024-06-01 04:00:00+00","2024-06-01 00:00:00","2024-06-01 04:00:00","2024-06-01",4,"2024-06-01 04:00:00","2024-06-01 00:00:00","2024-06-01 04:00"]]',
  ],
  [
    "select object('a', 1, 'b', array(1,2)), array(1,'x',null), json_parse('{\"A\":1}').a, json_parse('[1,2]')[1]::int",
    '[["{\\"a\\":1,\\"b\\":[1,2]}","[1,\\"x\\",null]",null,2]]',
  ],
  [
    "select object_transform(json_parse('{\"a\":1}') keep '\"a\"')",
    "ERROR: the function object_transform() is not available in the local Redshift",
  ],
  ["select id from ev where payload.items[0].q > 1", "[[1]]"],
  [
    "select max(payload.user.age::int), listagg(payload.user.name::varchar, ',') within group (order by id) from ev",
    '[[30,"Ann,Bob"]]',
  ],
  ["select case when payload.ok then 'y' else 'n' end from ev order by id", '[["y"],["n"]]'],
  ["select nvl(payload.user.age, 0) from ev order by id", '[["30"],["0"]]'],
  ["insert into ev (id, payload) select 3, object('user', object('name', 'Cy'))"],
  ["insert into ev (id, payload) values (4, '{\"a\":1}'), (5, '5'), (6, null)"],
  [
    "select id, payload, json_typeof(payload) from ev where id > 2 order by id",
    '[[3,"{\\"user\\":{\\"name\\":\\"Cy\\"}}","object"],[4,"\\"{\\\\\\"a\\\\\\":1}\\"","string"],[5,"\\"5\\"","string"],[6,null,null]]',
  ],
  ["update ev set payload = json_parse('{\"b\":2}') where id = 4"],
  ["select payload.b from ev where id = 4", '[["2"]]'],
  ["create table ev2 as select id, payload.user as u, payload.user.name::varchar as n from ev"],
  ["select id from ev where payload.user.name in ('Ann', 'Cy') order by 1", "[[1],[3]]"],
  ["select id from ev where payload.user.name like 'A%'", "[[1]]"],
  [
    "select distinct payload.user.name from ev order by 1",
    '[["\\"Ann\\""],["\\"Bob\\""],["\\"Cy\\""],[null]]',
  ],
  ["select count(distinct payload.user.name) from ev", "[[3]]"],
  [
    "select e.id, t.sku from ev e left join e.payload.items as t on true order by 1, 2",
    '[[1,"\\"a\\""],[1,"\\"b\\""],[2,null],[3,null],[4,null],[5,null],[6,null]]',
  ],
];

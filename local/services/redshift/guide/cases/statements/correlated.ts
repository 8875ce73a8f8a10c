// Statements in their order, with their rows as JSON: queries within queries, as the page "Correlated subqueries" has them and has them not.
import type { Step } from "./step.ts";

const REFUSED = "ERROR: This type of correlated subquery pattern is not supported yet";

export const CORRELATED: readonly Step[] = [
  ["create table events (eventid int, name varchar(20), catid int)"],
  ["create table listings (listid int, eventid int, tickets int)"],
  ["create table sold (saleid int, eventid int, listid int, qty int)"],
  ["create table categories (catid int)"],
  ["insert into events values (1, 'a', 1), (2, 'b', 1)"],
  ["insert into listings values (1, 1, 4), (2, 2, 5)"],
  ["insert into sold values (1, 1, 1, 4), (2, 1, 2, 1)"],
  ["insert into categories values (1)"],
  [
    "select saleid from sold s where qty = (select max(tickets) from listings l where s.listid = l.listid)",
    "[[1]]",
  ],
  [
    "select name, (select count(*) from sold s where s.eventid = e.eventid) from events e order by 1",
    '[["a",2],["b",0]]',
  ],
  [
    "select name from events where not exists (select 1 from listings where not exists (select 1 from sold where events.eventid = sold.eventid))",
    REFUSED,
  ],
  [
    "select name from events where exists (select 1 from listings l where l.eventid = events.eventid and exists (select 1 from sold where sold.listid = l.listid)) order by 1",
    '[["a"],["b"]]',
  ],
  [
    "select * from categories c left join events e on c.catid = e.catid and eventid = (select max(eventid) from sold where sold.eventid = e.eventid)",
    REFUSED,
  ],
  [
    "select * from categories c join events e on c.catid = e.catid and eventid = (select max(eventid) from sold where sold.eventid = e.eventid)",
    '[[1,1,"a",1]]',
  ],
  [
    "select name from categories c left join events e on c.catid = e.catid and e.eventid in (select eventid from sold)",
    '[["a"]]',
  ],
  [
    "delete from events where exists (select 1 from listings where not exists (select 1 from sold where sold.eventid = events.eventid))",
    REFUSED,
  ],
  [
    "with x as (select * from events) select name from x where eventid in (select eventid from sold where sold.eventid = x.eventid)",
    '[["a"]]',
  ],
];

with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a from t where (a, 2) in (select x, y from u where u.k = t.k)
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a from t where a in (select x from u where u.k = t.k)
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a from t where a in (select x from u where u.k > t.k)
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a from t where a not in (select x from u where u.k = t.k)
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, (select max(x) from u where u.k = t.k) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, (select max(x) from u where u.k > t.k) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, (select count(*) from u where u.k <= t.k) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, (select x from u where u.k = t.k) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, (select x from u where u.k = t.k limit 1) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, (select x from u where u.k = t.k order by y limit 1) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, (select x from u where u.k > t.k order by y limit 1) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, (select x from u where u.k = t.k order by y desc limit 2) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, exists (select 1 from u where u.k = t.k) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, exists (select 1 from u where u.k > t.k) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a from t where exists (select 1 from u where u.k = t.k limit 1)
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a from t where exists (select 1 from u where u.k > t.k limit 1)
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, (select sum(x) from u where u.k = t.k group by y) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, (select sum(x + t.a) from u where u.k = t.k) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, (select sum(x) from u where u.k + t.k = 2) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, (select sum(x) from u where u.k = t.k or u.y = t.a) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, (select x from (select max(x) x from u where u.k = t.k)) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, (select max(x) from u where u.k = t.k union all select 1 where false) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, (select t.a + 1), (select max(v) from (values t.a, t.k) w(v)) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, (select row_number() over (order by x) from u where u.k = t.k) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, (select count(distinct x) from u where u.k = t.k) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, (select count(distinct x) from u where u.k > t.k) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a from t where a > (select avg(x) from u where u.k = t.k)
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a from t where a >= all (select x from u where u.k = t.k)
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, l.x from t cross join lateral (select x from u where u.k = t.k) l
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, l.x from t cross join lateral (select x from u where u.k = t.k order by y limit 1) l
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, l.x from t left join lateral (select max(x) x from u where u.k = t.k) l on true
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, l.x from t left join lateral (select max(x) x from u where u.k = t.k) l on l.x > 0
with t(a, k) as (values (1, array[1]), (2, array[2])) select a, (select sum(e) from unnest(k) w(e)) from t
with t(a, k) as (values (1, array[1]), (2, array[2])) select a, (select array_agg(e order by e) from unnest(k) w(e) where e > a) from t
with t(a, k) as (values (1, array[1]), (2, array[2])) select a from t where exists (select 1 from unnest(k) w(e) where e = a)
with t(a, k) as (values (1, array[1]), (2, array[2])) select a from t where a in (select e from unnest(k) w(e))
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)), v(z, k) as (values (5, 1)) select a, (select max(z) from v where v.k = t.k and exists (select 1 from u where u.k = v.k)) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select k, sum(a) from t group by k having sum(a) > (select avg(x) from u where u.k = t.k)
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a from t order by (select max(x) from u where u.k = t.k)
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select case when exists (select 1 from u where u.k = t.k) then 1 else 0 end from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select t.a from t join u on u.k = t.k and u.x in (select a from t t2 where t2.k = u.k)
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select t.a from t left join u on u.k = (select max(k) from u u2 where u2.k = t.k)
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, (select t.a + x from u where u.k = t.k) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, (select max(x) + t.a from u where u.k = t.k) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, (select max(x) from u where u.k = t.k and u.x > 0 and t.a > 0) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, (select max(x) from u where t.a > 1) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, (select max(x) from u having max(x) > t.a) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, (select max(x) from u where u.k = t.k having max(x) > 0) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, (select max(x) from u where u.k = t.k having max(x) > t.a) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, (select x from u where u.k = t.k order by t.a limit 1) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, (select max(x) from u join u u2 on u.k = u2.k where u.k = t.k) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, (select max(u.x) from u join u u2 on u.k = u2.k and u2.y > t.a where u.k = t.k) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, (select max(u.x) from u left join u u2 on u.k = u2.k and u2.y > t.a where u.k = t.k) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, (select max(u.x) from u left join u u2 on u.k = u2.k where u2.k = t.k) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, exists (select t.a from u where u.k = t.k) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, exists (select x + t.a from u where u.k = t.k) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, exists (select x from u where u.k = t.k order by x limit 1) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, exists (select x from u where u.k > t.k order by x limit 1) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, exists (select distinct x from u where u.k = t.k) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, exists (select x, count(*) from u where u.k = t.k group by x having count(*) > 1) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, exists (select x, count(*) from u where u.k > t.k group by x having count(*) > 1) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, exists (select row_number() over () from u where u.k = t.k) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, exists (select 1 from u where u.k = t.k union select 1 from u where u.k = t.k) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, exists (select 1 from u where u.k = t.k union all select 1 from u where u.k = t.k) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, exists (select 1 from u where u.k = t.k offset 1) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a from t where a in (select x + t.a from u where u.k = t.k)
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a from t where a in (select max(x) from u where u.k = t.k)
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a from t where a in (select max(x) from u where u.k > t.k)
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a from t where a in (select x from u where u.k = t.k limit 1)
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a from t where a in (select x from u where u.k > t.k limit 1)
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a from t where a in (select x from u where u.k = t.k order by y limit 1)
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a from t where a in (select x from u where u.k = t.k group by x)
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a from t where a in (select x from u where u.k > t.k group by x)
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a from t where a in (select distinct x from u where u.k > t.k)
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a from t where a in (select row_number() over () from u where u.k = t.k)
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a from t where a = any (select x from u where u.k > t.k)
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a from t where a > all (select x from u where u.k > t.k)
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a from t where a > (select x from u where u.k = t.k)
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, (select distinct x from u where u.k = t.k) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, (select distinct x from u where u.k > t.k) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, (select x from u where u.k > t.k) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, (select sum(x) from u where u.k > t.k group by y) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, (select sum(x) from u where u.k > t.k and u.y = t.k group by y) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, (select count(*) from u where u.k = t.k group by t.k) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, (select count(*) from u where u.k = t.k limit 1) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, (select count(*) from u where u.k > t.k limit 1) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, (select count(*) from (select distinct x from u where u.k = t.k)) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, (select count(*) from (select distinct x from u where u.k > t.k)) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, (select count(*) from (select x from u where u.k = t.k limit 1)) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, (select count(*) from (select x from u where u.k > t.k limit 1)) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, (select count(*) from (select x from u where u.k = t.k order by y limit 2)) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, (select max(r) from (select row_number() over (order by x) r from u where u.k = t.k)) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, (select max(x) from u where u.k = t.k and x = (select max(x) from u u2 where u2.k = u.k)) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, (select max(x) from u where u.k = t.k and x = (select max(x) from u u2 where u2.k = t.k)) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, (select max(x) from (select x from u where u.k = t.k union all select y from u where u.k = t.k)) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, (select max(x) from (select x from u where u.k = t.k union select y from u where u.k = t.k)) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)), c as (select 1 z) select a, (select max(x) from u where u.k = t.k) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, (with c as (select x from u where u.k = t.k) select max(x) from c) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, l.x from t, lateral (select x from u where u.k > t.k) l
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, l.x from t left join lateral (select x from u where u.k > t.k) l on true
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, l.x from t left join lateral (select x from u where u.k = t.k limit 1) l on true
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, l.x from t left join lateral (select x from u where u.k = t.k order by y limit 2) l on true
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, l.x from t left join lateral (select x from u where u.k > t.k order by y limit 2) l on true
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, l.x from t cross join lateral (select x + t.a x from u) l
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, l.x from t cross join lateral (select x + t.a x from u where u.k = t.k) l
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, l.v from t cross join lateral (values t.a, t.k) l(v)
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, l.v from t cross join lateral (select t.a + 1 v) l
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, l.v from t cross join lateral (select row_number() over () v from u where u.k = t.k) l
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, (select grouping(x) from u where u.k = t.k group by rollup (x) limit 1) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, (select array_agg(x order by y) from u where u.k = t.k) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, (select listagg(x, ',') within group (order by x) from (select cast(x as varchar) x, k from u) u where u.k = t.k) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, (select max_by(x, y) from u where u.k = t.k) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, (select max(x) filter (where y > 1) from u where u.k = t.k) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, (select max(x) filter (where y > t.a) from u where u.k = t.k) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, (select max(case when u.k = t.k then x end) from u) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, if(a > 1, (select max(x) from u where u.k = t.k)) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, coalesce((select max(x) from u where u.k = t.k), 0) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select (select sum(x) from u where u.k = max(t.k)) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select sum((select max(x) from u where u.k = t.k)) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a from t group by a, (select max(x) from u where u.k = t.k)
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a from t left join u on u.k = t.k and u.x = (select max(x) from u u2 where u2.k = u.k)
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a from t join u on u.k = t.k and u.x = (select max(x) from u u2 where u2.k = t.k)
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a from t join u on u.x = (select max(x) from u u2 where u2.k = t.k and u2.y = u.y)
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a from t left join u on exists (select 1 from u u2 where u2.k = t.k)
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a from t left join u on u.k in (select x from u u2)
with t(a, k) as (values (1, array[1]), (2, array[2])) select a, (select max(e) from unnest(k) w(e) where e > 1) from t
with t(a, k) as (values (1, array[1]), (2, array[2])) select a, (select max(e) from unnest(k) w(e) where e > a) from t
with t(a, k) as (values (1, array[1]), (2, array[2])) select a, exists (select 1 from unnest(k) w(e)) from t
with t(a, k) as (values (1, array[1]), (2, array[2])) select a, exists (select 1 from unnest(k) w(e) where e = 1) from t
with t(a, k) as (values (1, array[1]), (2, array[2])) select a, (select array_agg(e order by e desc) from unnest(k) w(e)) from t
with t(a, k) as (values (1, array[1]), (2, array[2])) select a, (select array_join(array_agg(e), ',') from unnest(k) w(e)) from t
with t(a, k) as (values (1, array[1]), (2, array[2])) select a, (select count(*) from unnest(k) w(e) where e = 1) from t
with t(a, k) as (values (1, array[1]), (2, array[2])) select a, (select e from unnest(k) w(e) limit 1) from t
with t(a, k) as (values (1, array[1]), (2, array[2])) select a, (select e from unnest(k) w(e) order by e limit 1) from t
with t(a, k) as (values (1, array[1]), (2, array[2])) select a, (select e from unnest(k) w(e)) from t
with t(a, k) as (values (1, array[1]), (2, array[2])) select a, (select max(e) + 1 from unnest(k) w(e)) from t
with t(a, k) as (values (1, array[1]), (2, array[2])) select a, (select sum(e * 2) from unnest(k) w(e)) from t
with t(a, k) as (values (1, array[1]), (2, array[2])) select a, (select sum(e * a) from unnest(k) w(e)) from t
with t(a, k) as (values (1, array[1]), (2, array[2])) select a, (select sum(e) from unnest(k) with ordinality w(e, n) where n = 1) from t
with t(a, k) as (values (1, array[1]), (2, array[2])) select a, (select sum(e) from unnest(k) w(e) group by e) from t
with t(a, k) as (values (1, array[1]), (2, array[2])) select a, (select count(distinct e) from unnest(k) w(e)) from t
with t(a, k) as (values (1, array[1]), (2, array[2])) select a from t where 1 in (select e from unnest(k) w(e))
with t(a, k) as (values (1, array[1]), (2, array[2])) select a from t where (select max(e) from unnest(k) w(e)) > 1
with t(a, k) as (values (1, array[1]), (2, array[2])) select a, (select max(e) from (values 1) v(z) cross join unnest(k) w(e)) from t
with t(a, k) as (values (1, array[1]), (2, array[2])) select a, (select max(e) from (select e from unnest(k) w(e))) from t
with t(a, k) as (values (1, array[1]), (2, array[2])) select a, l.s from t cross join lateral (select sum(e) s from unnest(k) w(e)) l
with t(a, k) as (values (1, array[1]), (2, array[2])) select a, l.s from t left join lateral (select sum(e) s from unnest(k) w(e)) l on true
with t(a, k) as (values (1, array[1]), (2, array[2])) select a, e from t cross join unnest(k) w(e) where e > a
with t(a, k) as (values (1, array[1]), (2, array[2])) select a, e from t left join unnest(k) w(e) on true
with t(a, k) as (values (1, array[1]), (2, array[2])) select a, (select array_agg(x) from unnest(transform(k, z -> z + 1)) w(x)) from t
with t(a, k) as (values (1, array[1]), (2, array[2])) select a, (select map_agg(x, 1) from unnest(k) w(x)) from t
with t(a, k) as (values (1, array[1]), (2, array[2])) select a, (select max(x) from unnest(k, k) w(x, y)) from t
with t(a, k) as (values (1, array[1]), (2, array[2])) select a, (select row_number() over () from unnest(k) w(x)) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, (select sum(x) from u where u.k = t.k group by y having sum(x) > 0) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, (select sum(x) from u where u.k = t.k group by k having count(*) > 0) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, exists (select distinct x from u where u.k > t.k) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, exists (select x from u where u.k > t.k group by x) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, exists (select max(x) from u where u.k > t.k) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, exists (select max(x) from u where u.k > t.k having max(x) > 1) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, exists (select max(x) from u where u.k = t.k having max(x) > 1) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, exists (select 1 from u where u.k = t.k and exists (select 1 from u u2 where u2.k = t.k)) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, exists (select 1 from u where u.k = t.k and u.x in (select x from u u2 where u2.k = t.k)) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, exists (select 1 from u where u.k = t.k and exists (select 1 from u u2 where u2.k = u.k)) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, exists (select 1 from u where exists (select 1 from u u2 where u2.k = u.k and u2.y > t.a)) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, l.s from t cross join lateral (select sum(x) s from u where u.k = t.k) l
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, l.s from t cross join lateral (select sum(x) s from u where u.k > t.k) l
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, l.s from t cross join lateral (select y, sum(x) s from u where u.k = t.k group by y) l
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, l.s from t cross join lateral (select y, sum(x) s from u where u.k > t.k group by y) l
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, l.x from t cross join lateral (select distinct x from u where u.k = t.k) l
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, l.x from t left join lateral (select distinct x from u where u.k = t.k) l on true
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, l.x from t cross join lateral (select x from u where u.k = t.k limit 1) l
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, l.x from t cross join lateral (select x from u where u.k = t.k order by y limit 2) l
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, l.x from t left join lateral (select x from u where u.k = t.k order by y limit 1) l on true
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, l.x from t left join lateral (select x from u where u.k = t.k union all select y from u where u.k = t.k) l on true
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, l.x from t cross join lateral (select x from u where u.k = t.k union all select y from u where u.k = t.k) l
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, l.x, m.y from t cross join lateral (select x from u where u.k = t.k) l cross join lateral (select y from u where u.x = l.x) m
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, l.m from t cross join lateral (select max(x) + t.a m from u where u.k = t.k) l
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, (select max(x) from u where u.k = t.k and u.y = t.a) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, (select max(x) from u where u.k = t.k + 1) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, (select distinct x from u where u.k = t.k + 1) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, (select distinct x from u where u.k + 1 = t.k) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, (select distinct x from u where u.k = t.k or u.k = 5) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, (select distinct x from u where u.k = t.k and u.y > 0) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, (select distinct x from u where u.k = t.k and u.y > t.a) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, (select distinct x from u where u.k between t.k and t.k) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, (select distinct x from u where u.k in (t.k)) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, (select distinct x from u where u.k in (t.k, 5)) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, (select distinct x from u where u.k is not distinct from t.k) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, (select distinct x from u where t.k = u.k) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, (select distinct x from u where cast(u.k as varchar) = cast(t.k as varchar)) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, (select x from u where u.k = t.k order by y fetch first 1 row only) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, (select x from u where u.k = t.k and u.y = 2 order by y limit 1) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, (select x from u where u.k = t.k order by y desc, x limit 1) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, (select sum(x) from u where u.k = t.k order by 1 limit 1) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, (select y from u where u.k = t.k group by y order by y limit 1) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, (select y from u where u.k = t.k group by y order by sum(x) desc limit 1) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, (select y from u where u.k = t.k group by y limit 1) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, (select max(x) from u group by y having y = t.k) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, (select count(*) from u where u.k = t.k) + (select count(*) from u where u.k > t.k) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, (select max(s) from (select y, sum(x) s from u where u.k = t.k group by y)) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, (select max(s) from (select y, sum(x) s from u where u.k > t.k group by y)) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, (select max(x) from u where u.k = t.k and u.x in (select x from u)) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, (select max(x) from u where u.k in (select k from u u2 where u2.x = t.a)) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, (select max(x) from u where u.k = (select max(k) from u)) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, (select max(x) from u where u.k = t.k and u.y = (select max(y) from u)) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a from t where exists (select 1 from u left join u u2 on u.k = u2.k where u.k = t.k)
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a from t where exists (select 1 from u, u u2 where u.k = u2.k and u.k = t.k)
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a from t where not exists (select 1 from u where u.k = t.k and u.x <> t.a)
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a from t where a not in (select x from u where u.k > t.k)
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a from t where (select count(*) from u where u.k = t.k) = 1
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a from t where a = (select x from u where u.k = t.k order by y limit 1)
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a from t where a in (select x from u where u.k = t.k order by x)
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a from t where a in (select x from u where u.k = t.k union select 5)
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a from t where a in (select x from (select x, k from u) v where v.k = t.k)
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a from t where a in (select v.x from (select x from u where u.k = t.k) v)
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a from t where a in (select u.x from u join u u2 on u.k = u2.k where u.k = t.k)
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a from t where a in (select 1 from u where u.k = t.k)
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a from t where a in (select x + 1 from u where u.k = t.k)
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a from t where a in (select cast(x as integer) from u where u.k = t.k)
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a from t where a in (select t.a from u where u.k = t.k)
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a from t where t.a in (select x from u where t.a > 1)
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a from t where a > any (select x from u where u.k = t.k)
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a from t where a >= all (select max(x) from u where u.k = t.k)
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a from t where a < (select max(x) from u where u.k = t.k group by u.k)
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, (select count(*) from u where u.k = t.k and rand() >= 0) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, (select any_value(x) from u where u.k = t.k) + a from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, (select concat(cast(t.a as varchar), cast(max(x) as varchar)) from u where u.k = t.k) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, (select max(x) from u where u.k = t.k) as m from t where (select max(x) from u where u.k = t.k) > 0
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, sum((select max(x) from u where u.k = t.k)) over () from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select a, (select x from u where u.k = t.k) in (1, 2) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select max(a), (select max(x) from u) from t
with t(a, k) as (values (1, 1), (2, 2)), u(x, y, k) as (values (1, 2, 1), (2, 2, 2)) select k, count(*), (select max(x) from u where u.k = t.k) from t group by k
with t(a, k) as (values (1, array[1]), (2, array[2])) select a, exists (select 1 from unnest(k) w(e) order by e limit 1) from t
with t(a, k) as (values (1, array[1]), (2, array[2])) select a, (select distinct e from unnest(k) w(e)) from t
with t(a, k) as (values (1, array[1]), (2, array[2])) select a, (select max(e) from unnest(k) w(e) cross join unnest(k) v(f)) from t
with t(a, k) as (values (1, array[1]), (2, array[2])) select a, (select max(e) from unnest(k) w(e) join (values 1) v(z) on w.e = v.z) from t
with t(a, k) as (values (1, array[1]), (2, array[2])) select a, (select max(e) from (select e from unnest(k) w(e) where e > 0)) from t
with t(a, k) as (values (1, array[1]), (2, array[2])) select a, (select max(e) having max(e) > 0) from unnest(array[1]) q(e) cross join t
with t(a, k) as (values (1, array[1]), (2, array[2])) select a, (select max(e) from unnest(k) w(e) having max(e) > 0) from t
with t(a, k) as (values (1, array[1]), (2, array[2])) select a, (select max(e) from unnest(filter(k, z -> z > 1)) w(e)) from t
with t(a, k) as (values (1, array[1]), (2, array[2])) select a, (select sum(x) from unnest(array[a, 2]) w(x)) from t
with t(a, k) as (values (1, array[1]), (2, array[2])) select a, (select e from unnest(k) w(e) order by e desc limit 3) from t
with t(a, k) as (values (1, array[1]), (2, array[2])) select a, l.e from t cross join lateral (select e from unnest(k) w(e) where e > 0) l
with t(a, k) as (values (1, array[1]), (2, array[2])) select a, l.e from t cross join lateral (select e + a e from unnest(k) w(e)) l
with t(a, k) as (values (1, array[1]), (2, array[2])) select a, l.e from t cross join lateral (select e from unnest(k) w(e) order by e limit 1) l
with t(a, k) as (values (1, array[1]), (2, array[2])) select a, l.e from t, unnest(k) l(e) where exists (select 1 from unnest(t.k) w(f))

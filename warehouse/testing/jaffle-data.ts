// The jaffle shop's raw tables, made inside the warehouse.

export const JAFFLE_DATA = [
  "create schema lake",
  "create table lake.numbers as with recursive n(i) as (select 1 union all select i + 1 from n where i < 2000) select i from n",
  "create table lake.raw_customers as select cast(i as bigint) as id, 'First' || i as first_name, 'Last' as last_name from lake.numbers where i <= 500",
  "create table lake.raw_orders as select cast(i as bigint) as id, cast(1 + mod(i * 7, 500) as bigint) as user_id, dateadd(day, i / 2, '2018-01-01')::date as order_date, case mod(i, 3) when 0 then 'placed' when 1 then 'shipped' else 'completed' end as status from lake.numbers",
  "create table lake.raw_payments as select cast(i as bigint) as id, cast(1 + mod(i * 3, 2000) as bigint) as order_id, case mod(i, 4) when 0 then 'credit_card' when 1 then 'coupon' when 2 then 'bank_transfer' else 'gift_card' end as payment_method, cast(100 * mod(i, 31) as bigint) as amount from lake.numbers",
];

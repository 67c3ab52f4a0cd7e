-- Rows of numbers and texts, an index, groups. The table size(n), made before this is read, says how many rows.
create table item(id integer primary key, name text, number integer);
with recursive c(x) as (select 1 union all select x + 1 from c where x < (select n from size))
  insert into item select x, 'name ' || (x * 7919 % 100003), x * 31 % 1009 from c;
create index item_number on item(number);
create table total(number integer primary key, items integer, names text);
insert into total select number, count(*), group_concat(substr(name, 6, 3), '') from item group by number;
select count(*), sum(length(name)), sum(number) from item;
select count(*), sum(length(names)), sum(items * number) from total;
select number, items, substr(names, 1, 30) from total order by items desc, number limit 5;

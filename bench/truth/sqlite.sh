#!/bin/sh
# sqlite.sh LIBRARY: SQL in which rows, indices and strings come and go; in between 1,000 connections leak, one for each time that the extension is loaded.
echo "create table rows(id integer primary key, name text, value text); create index names on rows(name);"
for i in $(seq 1000); do
  echo "insert into rows(name, value) select 'name ' || (value * $i % 3000), hex(zeroblob(value * $i % 300)) from generate_series(1, 9);"
  echo "delete from rows where name < 'name ' || ($i * 7 % 3000) and id % 3 = 0;"
  echo ".load $1 sqlite3_leak_init"
done

#!/bin/sh
# Run once, by the image, on an empty volume: a role and a database of its own for each service.
set -eu

create() {
  psql --username postgres --set ON_ERROR_STOP=1 --set name="movecall_$1" --set password="$2" <<'SQL'
create role :"name" login password :'password';
create database :"name" owner :"name";
SQL
}

create call "$CALL_DATABASE_PASSWORD"
create manage "$MANAGE_DATABASE_PASSWORD"
create assign "$ASSIGN_DATABASE_PASSWORD"
create notifier "$NOTIFIER_DATABASE_PASSWORD"

# Postgres trusts owners with the other extensions that assign's migrations ask for, but not with this one.
psql --username postgres --dbname movecall_assign --set ON_ERROR_STOP=1 <<'SQL'
create extension earthdistance cascade;
SQL

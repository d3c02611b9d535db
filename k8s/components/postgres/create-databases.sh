#!/bin/sh
# The image runs this once, on an empty volume: it creates a role and a database for each service.
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

# A database's owner may create the other extensions that assign's migrations need, but not this one.
psql --username postgres --dbname movecall_assign --set ON_ERROR_STOP=1 <<'SQL'
create extension earthdistance cascade;
SQL

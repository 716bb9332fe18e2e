-- 0009_correct_outlets.sql: people may know better who is one outlet.

-- Names of outlets that config/corrections.yaml calls one. In the database, so that all workers count alike.
create table newsbraid.outlet_alias (
  -- in lower case
  alias text primary key,
  outlet text not null
);

-- Who publishes, under the name that the corrections want.
create function newsbraid.outlet_of(name text) returns text
  language sql stable
  return coalesce((select outlet from newsbraid.outlet_alias where alias = lower(name)), name);

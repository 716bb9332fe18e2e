-- 0007_keep_settings.sql: what `newsbraid config check --diff` compares an edited settings.yaml with.

-- The settings that the service runs on: written when it starts, and when an edit takes effect. One row.
create table newsbraid.settings_in_force (
  singleton boolean primary key default true check (singleton),
  settings jsonb not null,
  since timestamptz not null default now()
);

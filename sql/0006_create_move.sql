-- 0006_create_move.sql: later evidence may take a story out of its cluster; readers of the old one can see where it went.

create table newsbraid.move (
  id bigint generated always as identity primary key,
  story_id bigint not null,
  from_cluster_id bigint not null,
  into_cluster_id bigint not null,
  at timestamptz not null,
  because jsonb not null
);
create index move_from on newsbraid.move (from_cluster_id);
create index move_story on newsbraid.move (story_id);

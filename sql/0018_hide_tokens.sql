-- 0018_hide_tokens.sql: addresses of feeds in the database as an interface hold no secret of their reader, be it a password or a token in
-- the query. The same as withoutSecrets (src/text/urls.ts).

create function newsbraid.without_secrets(url text) returns text language sql immutable parallel safe
return regexp_replace(
  regexp_replace(
    regexp_replace(url, '^([a-z]+://)[^/?#]*@', '\1'),
    '(?<=[?&])[^=&#]*(?:token|secret|password|signature|jwt|(?:api|auth|access|pass|rss|feed|user)_?key|(?<![a-z])(?:key|auth|passwd|pass|pwd|sig|hash))(?:\]|%5d)?=[^&#]{8}[^&#]*&?',
    '', 'gi'),
  '[?&](?=#|$)', '');

create or replace view news.sources as
select id, newsbraid.without_secrets(url) as url,
  coalesce(title, feed_title, host) as title, outlet, site_url, categories, language, priority,
  make_interval(secs => every_ms / 1000.0) as every, enabled and removed_at is null as polled, added_at, removed_at, status,
  last_poll_at, last_success_at, next_poll_at, failures, last_error_code, last_error, warnings, newsbraid.without_secrets(moved_to) as moved_to
from newsbraid.source;
comment on column news.sources.url is 'Address of the feed, without any password or token.';

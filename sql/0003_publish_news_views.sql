-- 0003_publish_news_views.sql: the database as an interface (docs/database.md).
-- What users may rely on: names and meaning here stay, whatever the tables of schema newsbraid become. Columns are only ever
-- added, at the end. Nothing here shows keys, hashes or leases, and no view needs more rights than its own.

create schema news;
comment on schema news is
  'What Newsbraid knows, for reading: sources are polled, bring items; items with the same text are one story; stories about the same event are one cluster.';

create view news.sources as
select id,
  -- an address may hold a name and a password
  regexp_replace(url, '^([a-z]+://)[^/?#]*@', '\1') as url,
  coalesce(title, feed_title, host) as title, outlet, site_url, categories, language, priority,
  make_interval(secs => every_ms / 1000.0) as every, enabled and removed_at is null as polled, added_at, removed_at, status,
  last_poll_at, last_success_at, next_poll_at, failures, last_error_code, last_error, warnings, moved_to
from newsbraid.source;
comment on view news.sources is 'The feeds that are or were polled, as config/sources.yaml names them, and how they fare.';
comment on column news.sources.id is 'Number of the source; never given twice.';
comment on column news.sources.url is 'Address of the feed, without any password.';
comment on column news.sources.title is 'Its name: as configured, else as the feed says, else its host.';
comment on column news.sources.outlet is 'Who publishes it. Sources of one outlet count once.';
comment on column news.sources.site_url is 'The site that the feed belongs to, as the feed says.';
comment on column news.sources.categories is 'As configured.';
comment on column news.sources.language is 'As the feed says, such as en or pt-br.';
comment on column news.sources.priority is 'As configured: the copy from the source with the highest leads a story.';
comment on column news.sources.every is 'Configured time between polls; null: adapts to how often the source publishes.';
comment on column news.sources.polled is 'Whether it is polled at present: configured and enabled.';
comment on column news.sources.added_at is 'When it was first configured.';
comment on column news.sources.removed_at is 'When it left the configuration; its items stay. Null: it is configured.';
comment on column news.sources.status is 'new: never polled; ok; failing; gone: it said it will not come back (HTTP 410).';
comment on column news.sources.last_poll_at is 'When it was last asked.';
comment on column news.sources.last_success_at is 'When it last answered usefully, if only that nothing is new.';
comment on column news.sources.next_poll_at is 'When it is due again.';
comment on column news.sources.failures is 'Failed polls since the last success.';
comment on column news.sources.last_error_code is 'Short name of what failed in the last poll; null: nothing.';
comment on column news.sources.last_error is 'The same in words, and what to do.';
comment on column news.sources.warnings is 'What was odd with the feed and mended when it was last read.';
comment on column news.sources.moved_to is 'Where the feed says it has moved for good; null: it has not.';

create view news.outlets as
select min(outlet) as outlet, count(*)::int as sources, (count(*) filter (where enabled and removed_at is null))::int as sources_polled,
  min(added_at) as added_at, max(last_success_at) as last_success_at,
  max((select first_seen_at from newsbraid.item where source_id = source.id order by first_seen_at desc limit 1)) as last_item_at
from newsbraid.source
group by lower(outlet);
comment on view news.outlets is 'Who publishes: the sources of one publisher are one outlet. Coverage is counted in outlets.';
comment on column news.outlets.outlet is 'Its name; spellings that differ only in case are one outlet.';
comment on column news.outlets.sources is 'How many sources it has, former ones included.';
comment on column news.outlets.sources_polled is 'How many of them are polled at present.';
comment on column news.outlets.added_at is 'When its first source was configured.';
comment on column news.outlets.last_success_at is 'When one of its sources last answered usefully.';
comment on column news.outlets.last_item_at is 'When it last brought a new item.';

create view news.items as
select item.id, member.story_id, story.cluster_id, item.source_id, source.outlet, item.url, item.title, item.summary, item.content_html,
  item.attribution, item.authors, item.categories, coalesce(item.language, source.language) as language, item.image_url, item.enclosures,
  item.published_at, item.dated, item.updated_at, item.first_seen_at, item.edited_at, item.title_before, item.summary_before
from newsbraid.item
  -- left joins, all of them: one that a query asks nothing of is left out
  left join newsbraid.source on source.id = item.source_id
  left join newsbraid.member on member.item_id = item.id
  left join newsbraid.story on story.id = member.story_id;
comment on view news.items is 'Entries of feeds: one row for each that a source ever delivered, until retention.itemsDays.';
comment on column news.items.id is 'Number of the item; grows with the order of arrival.';
comment on column news.items.story_id is 'The story that it tells (news.stories); null for the second until it is known.';
comment on column news.items.cluster_id is 'The event that it is about (news.clusters), merges considered.';
comment on column news.items.source_id is 'Where it came from (news.sources).';
comment on column news.items.outlet is 'Who published it: the outlet of its source.';
comment on column news.items.url is 'The page to open; null where the feed names none.';
comment on column news.items.title is 'Headline as it stands now, plain text, without the outlet''s own name.';
comment on column news.items.summary is 'Plain text, a few hundred characters at most.';
comment on column news.items.content_html is 'Sanitised HTML; empty where the feed carries no more than the summary.';
comment on column news.items.attribution is 'Another outlet that it names as its origin.';
comment on column news.items.authors is 'As the feed says.';
comment on column news.items.categories is 'As the feed says; the configured ones are in news.sources.';
comment on column news.items.language is 'Of the item, else of its feed, such as en or pt-br.';
comment on column news.items.image_url is 'A picture, where the feed names one.';
comment on column news.items.enclosures is 'Attached media: [{"url", "type", "bytes"}]; null: none.';
comment on column news.items.published_at is 'As the publisher first said; first_seen_at where it said nothing or a time to come. Never changes.';
comment on column news.items.dated is 'Whether the publisher said when it was published.';
comment on column news.items.updated_at is 'Last change, as the publisher says.';
comment on column news.items.first_seen_at is 'When we first saw it.';
comment on column news.items.edited_at is 'When we last saw its text changed; null: never.';
comment on column news.items.title_before is 'Its headline before that last changed; null: it never changed.';
comment on column news.items.summary_before is 'Its summary before that last changed; null: it never changed.';

create view news.stories as
select story.id, story.cluster_id, story.lead_item_id, source.outlet, item.url, item.title, item.summary,
  coalesce(item.language, source.language) as language, item.published_at, story.created_at,
  (select count(*)::int from newsbraid.member where member.story_id = story.id) as items,
  (select count(distinct lower(publisher.outlet))::int
   from newsbraid.braided copy join newsbraid.source publisher on publisher.id = copy.source_id
   where copy.story_id = story.id) as outlets,
  'urn:uuid:' || story.entry_id as entry_id
from newsbraid.story
  left join newsbraid.item on item.id = story.lead_item_id
  left join newsbraid.source on source.id = item.source_id;
comment on view news.stories is 'Items that carry the same text: the same page, or a syndicated or lightly edited copy. One of them leads.';
comment on column news.stories.id is 'Number of the story; permanent.';
comment on column news.stories.cluster_id is 'The event that it is about (news.clusters), merges considered.';
comment on column news.stories.lead_item_id is 'The copy that stands for it (news.items).';
comment on column news.stories.outlet is 'Who published the lead.';
comment on column news.stories.url is 'Page of the lead.';
comment on column news.stories.title is 'Headline of the lead.';
comment on column news.stories.summary is 'Summary of the lead.';
comment on column news.stories.language is 'Language of the lead.';
comment on column news.stories.published_at is 'When the lead was published.';
comment on column news.stories.created_at is 'When the story was first seen.';
comment on column news.stories.items is 'How many items carry it.';
comment on column news.stories.outlets is 'How many outlets carry it.';
comment on column news.stories.entry_id is 'Its permanent id in feeds of stories (/feed.atom?group=story).';

create view news.clusters as
select cluster.id, item.title, item.url, item.summary, source.outlet, coalesce(item.language, source.language) as language, item.image_url,
  cluster.outlet_count as outlets, cluster.story_count as stories, cluster.lead_story_id, story.lead_item_id,
  cluster.first_at as first_published_at, cluster.last_at as last_published_at, cluster.created_at, cluster.updated_at,
  cluster.follows as follows_cluster_id, 'urn:uuid:' || cluster.entry_id as entry_id
from newsbraid.cluster
  left join newsbraid.story on story.id = cluster.lead_story_id
  left join newsbraid.item on item.id = story.lead_item_id
  left join newsbraid.source on source.id = item.source_id
where cluster.merged_into is null;
comment on view news.clusters is 'Events: stories about the same thing. Each is one entry of the feed. Merged ones are in news.redirects.';
comment on column news.clusters.id is 'Number of the cluster; permanent. news.cluster_now(id) says where an old one is found today.';
comment on column news.clusters.title is 'Headline: that of the lead.';
comment on column news.clusters.url is 'Page of the lead.';
comment on column news.clusters.summary is 'Summary of the lead.';
comment on column news.clusters.outlet is 'Who published the lead.';
comment on column news.clusters.language is 'Language of the lead.';
comment on column news.clusters.image_url is 'Picture of the lead.';
comment on column news.clusters.outlets is 'How many outlets report it.';
comment on column news.clusters.stories is 'How many different texts there are about it.';
comment on column news.clusters.lead_story_id is 'The story that stands for it (news.stories).';
comment on column news.clusters.lead_item_id is 'The item that stands for it (news.items).';
comment on column news.clusters.first_published_at is 'When its earliest item was published.';
comment on column news.clusters.last_published_at is 'When its latest item was published.';
comment on column news.clusters.created_at is 'When it first appeared here.';
comment on column news.clusters.updated_at is 'Moves only for what is worth reading again: a new text of the lead, or coverage by 2, 5, 10, 20 … outlets.';
comment on column news.clusters.follows_cluster_id is 'An earlier cluster that it takes up again after a silence.';
comment on column news.clusters.entry_id is 'Its permanent id in feeds.';

create view news.polls as
select id, source_id, at, outcome, items, items_new, items_edited, took_ms, http_status, bytes, error_code, error, warnings
from newsbraid.poll;
comment on view news.polls is 'Visits to sources and what came of them, until retention.pollsDays.';
comment on column news.polls.id is 'Number of the poll; grows with time.';
comment on column news.polls.source_id is 'Which source was visited (news.sources).';
comment on column news.polls.at is 'When.';
comment on column news.polls.outcome is 'new: it brought or changed items; unchanged; not-modified: the server said so at once; failed; gone.';
comment on column news.polls.items is 'Items in the document; 0 where it was not read.';
comment on column news.polls.items_new is 'How many of them were new.';
comment on column news.polls.items_edited is 'How many of them had changed.';
comment on column news.polls.took_ms is 'Time of the request, redirects included, in milliseconds.';
comment on column news.polls.http_status is 'Of the last answer; null: there was none.';
comment on column news.polls.bytes is 'Length of the body before decompression; null: none.';
comment on column news.polls.error_code is 'Short name of what failed; null: nothing.';
comment on column news.polls.error is 'The same in words.';
comment on column news.polls.warnings is 'What was odd with the document and mended.';

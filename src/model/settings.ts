import { z } from 'zod';
import { DAY, HOUR, MINUTE, SECOND, sayDuration } from './duration.ts';
import { durationBetween } from './duration-schema.ts';

/** What spans two keys is checked whatever else is wrong, so that all mistakes are told at once: any value may be of any type. */
const ALWAYS = { when: () => true };
/** Node's timers take longer times for none at all, from 24 days on. */
const WAIT_MAX_MS = HOUR;

/**
 * config/settings.yaml: every key, its default and its limits. The descriptions feed the JSON Schema that editors
 * complete from. A key that is missing has its default; an unknown key is a mistake.
 */
const site = z.strictObject({
  title: z.string().min(1).default('Newsbraid').describe('Title of the feed and the pages.'),
  description: z
    .string()
    .default('Each story once, with every outlet that carries it.')
    .describe('One line below the title.'),
  url: z
    .url({ protocol: /^https?$/ })
    .refine((url) => !/[?#@]/.test(url), 'expected an http or https address without a query, a fragment or a password')
    .nullable()
    .default(null)
    .describe('Public address of this service, such as https://news.example.org. null: taken from each request.'),
  language: z
    .string()
    .regex(/^[a-zA-Z]{2,3}(-[a-zA-Z0-9]{1,8})*$/, 'expected a language tag (BCP 47) such as en or pt-BR')
    .default('en')
    .describe('Language of the pages and of the feed as a whole (BCP 47).'),
});

const fetch = z.strictObject({
  contact: z.string().default('').describe('Address or page in the User-Agent, so that a publisher can reach you.'),
  concurrency: z.int().min(1).max(1024).default(32).describe('Requests at the same time, all hosts together.'),
  requestsPerHost: z
    .int()
    .min(1)
    .max(32)
    .default(1)
    .describe('Requests at the same time to one host, all workers together.'),
  hostPauseMs: z.int().min(0).max(WAIT_MAX_MS).default(1000).describe('Pause between two requests to one host.'),
  connectTimeoutMs: z.int().min(100).max(WAIT_MAX_MS).default(10_000).describe('Until the connection stands.'),
  firstByteTimeoutMs: z.int().min(100).max(WAIT_MAX_MS).default(20_000).describe('Until the answer begins.'),
  totalTimeoutMs: z
    .int()
    .min(100)
    .max(WAIT_MAX_MS)
    .default(60_000)
    .describe('Until the answer is complete, redirects included.'),
  bodyBytesMax: z
    .int()
    .min(1024)
    .max(1_073_741_824)
    .default(16_777_216)
    .describe('Largest body, before and after decompression.'),
  redirectsMax: z.int().min(0).max(20).default(5).describe('Redirects followed in one poll.'),
  allowPrivateAddresses: z
    .boolean()
    .default(false)
    .describe('Allow sources on loopback, private and link-local addresses. Feeds could then reach into your network.'),
});

/** Polled more often than this, a server of somebody else has reason to complain. */
export const POLL_FLOOR = MINUTE;
export const POLL_CEILING = 365 * DAY;
const interval = durationBetween(POLL_FLOOR, POLL_CEILING);

const schedule = z
  .strictObject({
    min: interval.default(10 * MINUTE).describe('Shortest time between two polls of a source.'),
    max: interval.default(DAY).describe('Longest time between two polls of a source.'),
    lease: durationBetween(SECOND, DAY)
      .default(5 * MINUTE)
      .describe('After this time, a source that a dead worker held is free again.'),
  })
  .refine((given) => !(given?.min > given?.max), {
    ...ALWAYS,
    error: ({ input }) => {
      const { min, max } = input as { min: number; max: number };
      return `expected a min (${sayDuration(min)}) that is not above max (${sayDuration(max)})`;
    },
  });

const parse = z.strictObject({
  workers: z.int().min(0).max(64).default(0).describe('Parser threads; 0: one less than the processors, at least one.'),
  deadlineMs: z
    .int()
    .min(100)
    .max(WAIT_MAX_MS)
    .default(2000)
    .describe('Time for one document; after it the thread is ended and the poll fails.'),
  memoryMegabytes: z.int().min(32).max(16_384).default(256).describe('Heap of one parser thread.'),
  itemsMax: z
    .int()
    .min(1)
    .default(2000)
    .describe('Items read of one document: the first, or the last where the oldest come first.'),
});

const cluster = z
  .strictObject({
    quietHours: z
      .number()
      .min(1)
      .max(8760)
      .default(48)
      .describe('A cluster stops growing after this long without a new story.'),
    memoryDays: z
      .number()
      .min(1)
      .max(365)
      .default(14)
      .describe('How far back copies, earlier coverage and similar news are looked for.'),
    strictness: z
      .number()
      .min(-1)
      .max(1)
      .default(0)
      .describe('Above 0: fewer stories are wrongly put together, more events are told twice. Below 0: the reverse.'),
  })
  .refine((given) => !(given?.quietHours > given?.memoryDays * 24), {
    ...ALWAYS,
    error: ({ input }) => {
      const { quietHours, memoryDays } = input as { quietHours: number; memoryDays: number };
      return `expected quietHours (${quietHours}) within memoryDays (${memoryDays}), as what is forgotten cannot grow`;
    },
  });

const publish = z.strictObject({
  entries: z.int().min(1).max(1000).default(100).describe('Entries of a feed and of the front page.'),
  settleMinutes: z
    .number()
    .min(0)
    .max(10_080)
    .default(0)
    .describe('Keeps a new cluster back until it is this old, so that it arrives grown.'),
  hub: z
    .url({ protocol: /^https?$/ })
    .nullable()
    .default(null)
    .describe('WebSub hub to name in the feeds and to ping after a change. Needs site.url.'),
});

const retention = z.strictObject({
  itemsDays: z.number().min(1).max(36_500).default(365).describe('Items older than this are deleted.'),
  pollsDays: z.number().min(1).max(36_500).default(30).describe('Polls older than this are deleted.'),
});

const log = z.strictObject({
  level: z.enum(['silent', 'error', 'warn', 'info', 'debug']).default('info').describe('Least level that is written.'),
});

export const settingsSchema = z
  .strictObject({
    site: site.prefault({}),
    fetch: fetch.prefault({}),
    schedule: schedule.prefault({}),
    parse: parse.prefault({}),
    cluster: cluster.prefault({}),
    publish: publish.prefault({}),
    retention: retention.prefault({}),
    log: log.prefault({}),
  })
  .refine((given) => !(given?.schedule?.lease <= pollTime(given)), {
    ...ALWAYS,
    path: ['schedule'],
    error: ({ input }) => {
      const given = input as PollTimes & { schedule: { lease: number } };
      const [lease, needed] = [given.schedule.lease, pollTime(given)].map(sayDuration);
      return `expected a lease (${lease}) above fetch.totalTimeoutMs and parse.deadlineMs together (${needed})`;
    },
  })
  .refine((given) => !given?.publish?.hub || given.site?.url !== null, {
    ...ALWAYS,
    path: ['publish', 'hub'],
    error: 'expected site.url to be set with it, as a hub needs public addresses',
  });

interface PollTimes {
  readonly fetch: { readonly totalTimeoutMs: number };
  readonly parse: { readonly deadlineMs: number };
}

/** The longest that a poll may take. */
function pollTime({ fetch, parse }: PollTimes): number {
  return fetch?.totalTimeoutMs + parse?.deadlineMs;
}

export type Settings = z.output<typeof settingsSchema>;
export type FetchSettings = Settings['fetch'];
export type ScheduleSettings = Settings['schedule'];
export type ClusterSettings = Settings['cluster'];
export type SiteSettings = Settings['site'];

/** The settings of an empty file. */
export const defaultSettings: Settings = settingsSchema.parse({});

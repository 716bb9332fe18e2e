import { z } from 'zod';
import { SECOND } from './duration.ts';
import { durationBetween } from './duration-schema.ts';
import { POLL_CEILING } from './settings.ts';

const category = z.string().trim().min(1);

const source = z.strictObject({
  url: z
    .url({ protocol: /^https?$/, error: 'expected an http or https address of a feed' })
    .describe('Address of the feed. The only required key.'),
  title: z.string().trim().min(1).optional().describe("Name of the source. Default: the feed's own title."),
  outlet: z
    .string()
    .trim()
    .min(1)
    .optional()
    .describe(
      'Who publishes it; sources of one outlet count once. Default: the registrable domain of the site, such as bbc.co.uk.',
    ),
  category: z
    .union([category, z.array(category)])
    .optional()
    .describe('One category, or a list.'),
  every: durationBetween(SECOND, POLL_CEILING)
    .optional()
    .describe(
      'Time between polls, such as 15m or 6h. At least 1m outside your own network. Default: adapts to how often the source publishes.',
    ),
  priority: z.int().min(-100).max(100).optional().describe('Which copy leads a story: higher wins. Default: 0.'),
  enabled: z.boolean().optional().describe('false: keep it here, but do not poll it. Default: true.'),
});

/** config/sources.yaml: what to read. The descriptions feed the JSON Schema that editors complete from. */
export const sourcesFileSchema = z.strictObject({
  sources: z.array(source).describe('The feeds to read, in any order.'),
});

export type SourceEntry = z.output<typeof source>;

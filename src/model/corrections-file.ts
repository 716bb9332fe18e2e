import { z } from 'zod';
import type { Corrections } from './corrections.ts';
import { UUID } from './uuid.ts';

const ARTICLE = 'the address of an article, or the urn:uuid: of a story';

const article = z
  .string()
  .trim()
  .regex(new RegExp(`^(https?:\\/\\/\\S+|urn:uuid:${UUID})$`, 'i'), `expected ${ARTICLE}`);
const name = z.string().trim().min(1, 'expected a name');

/** A list that may be left empty in the file, with nothing after its key. */
function list<T extends z.ZodType>(entry: T) {
  return z
    .array(entry)
    .nullish()
    .transform((entries) => entries ?? []);
}

/** config/corrections.yaml: what people know better. The descriptions feed the JSON Schema that editors complete from. */
export const correctionsFileSchema = z.strictObject({
  together: list(z.array(article).min(2, 'expected two articles or more')).describe(
    'Lists of articles that are about one event: they are in one cluster, whatever their words say.',
  ),
  apart: list(z.tuple([article, article], 'expected two articles')).describe(
    'Pairs of articles that are never in one cluster: where they are, the second is taken out.',
  ),
  outlets: z
    .record(name, z.array(name))
    .nullish()
    .transform((outlets) => outlets ?? {})
    .describe(
      'Names that are one outlet: the name to show, and a list of the others. Upper and lower case are the same.',
    ),
  ignoreWords: list(
    z
      .string()
      .trim()
      .regex(/\p{L}|\p{N}/u, 'expected a word'),
  ).describe('Words, or several in a row, that say nothing about what a story is about.'),
}) satisfies z.ZodType<Corrections>;

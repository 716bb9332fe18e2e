/**
 * Looks for better numbers in src/stages/cluster/rules.ts: draws settings at random around the shipped ones, measures each
 * on labelled files, and prints the best with what they do on files that they were not chosen by.
 *
 *   npm run build && node bench/cluster/search.mjs SECONDS SEED GROUP=FILE,FILE… GROUP=FILE…
 *
 * Groups count alike, however many files they have. Run on several sets of files: a setting that is best on one and
 * middling on the others is tuned to it.
 */
import { readFileSync } from 'node:fs';
import { braid, readItems } from '../../dist/commands/evaluate-file.js';
import { readShippedWords } from '../../dist/io/word-tables.js';
import { defaultSettings } from '../../dist/model/settings.js';
import { CLUSTER_RULES } from '../../dist/stages/cluster/rules.js';
import { groupingQuality } from '../../dist/stages/evaluate.js';
import { WordStatistics } from '../../dist/text/words/statistics.js';
import { randomFrom } from '../random.mjs';

const RANGES = {
  join: [0.2, 0.32],
  joinBrief: [-0.08, 0.02],
  joinEase: [0, 0.025],
  joinMin: [0.05, 0.13],
  joinStories: [4, 8],
  joinEarly: [0, 0.12],
  late: [0, 0.06],
  merge: [0.4, 0.56],
  mergeBrief: [-0.12, 0],
  neighbourMin: [0.1, 0.2],
  neighbourOneWord: [0.15, 0.3],
  neighbourCosine: [5, 16],
  neighbourRelative: [3, 9],
  neighbourBias: [5.5, 10],
  neighbourBiasBrief: [-2.5, 0.5],
  neighbourBiasUnknown: [0.5, 0.9],
  neighbourBiasMany: [0.2, 0.8],
  pairLikenessMany: [0.05, 0.2],
  tripleLikenessMany: [0, 0.12],
  neighbourLikeness: [0.3, 0.55],
  regroupStories: [4, 9],
  regroupMin: [0.06, 0.14],
  oneOutlet: [0.7, 1],
};
const [, , seconds, seedText, ...groupTexts] = process.argv;
const random = randomFrom(Number(seedText));
const groups = groupTexts.map((text) => {
  const [name, files] = text.split('=');
  return {
    name,
    files: files.split(',').map((file) => ({
      items: readItems(file),
      truth: readFileSync(file, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).cluster),
    })),
  };
});
const table = readShippedWords();
const measure = (rules) =>
  groups.map(({ files }) => {
    const scores = files.map(
      ({ items, truth }) =>
        groupingQuality(
          truth,
          braid(items, new WordStatistics(table), defaultSettings.cluster, rules).map(({ clusterId }) => clusterId),
        ).f1,
    );
    return scores.reduce((sum, score) => sum + score, 0) / scores.length;
  });
const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
const say = (scores) => groups.map(({ name }, at) => `${name} ${scores[at].toFixed(3)}`).join(', ');

console.log(`shipped: ${say(measure(CLUSTER_RULES))}`);
const tried = [];
for (const until = Date.now() + Number(seconds) * 1000; Date.now() < until; ) {
  const rules = { ...CLUSTER_RULES };
  for (const [name, [low, high]] of Object.entries(RANGES)) {
    if (random() < 0.5) continue;
    const value = Math.min(high, Math.max(low, CLUSTER_RULES[name] + (random() + random() - 1) * (high - low) * 0.6));
    rules[name] = name.endsWith('Stories') ? Math.round(value) : value;
  }
  tried.push({ rules, scores: measure(rules) });
}
const best = (value) => [...tried].sort((a, b) => value(b) - value(a)).slice(0, 5);
console.log(
  `${tried.length} settings tried; the middle one: ${say(groups.map((_, at) => tried.map(({ scores }) => scores[at]).sort((a, b) => a - b)[tried.length >> 1]))}`,
);
groups.forEach(({ name }, held) => {
  const chosen = best(({ scores }) => mean(scores.filter((_, at) => at !== held)));
  console.log(`chosen without ${name}, measured on it: ${mean(chosen.map(({ scores }) => scores[held])).toFixed(3)}`);
});
for (const { rules, scores } of best(({ scores }) => mean(scores)))
  console.log(`${say(scores)} ${JSON.stringify(rules)}`);

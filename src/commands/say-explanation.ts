import type { ClusterExplanation, ExplainedItem, ExplainedStory } from '../io/db/explanation.ts';
import type { Explanation } from '../model/decision.ts';
import { RULES } from '../stages/publish/pages/explanation.tsx';
import { count } from '../text/amounts.ts';

/** Why a cluster is as it is, for a person to read. `marked`: the story that was asked for; null: the whole. */
export function sayExplanation(cluster: ClusterExplanation, marked: number | null): string {
  const { clusterId, title, outlets, stories, follows, followedBy, merged, moved, similar } = cluster;
  const items = stories.flatMap((story) => story.items).length;
  const lines = [
    `Cluster ${clusterId}: ${title}`,
    `${count(stories.length, 'story', 'stories')}, ${count(items, 'item')}, ${count(outlets, 'outlet')}; first seen ${at(cluster.createdAt)}, news for readers ${at(cluster.updatedAt)}.`,
  ];
  if (follows) lines.push(`It takes up cluster ${follows.clusterId} again: ${follows.title}`);
  for (const later of followedBy) lines.push(`Cluster ${later.clusterId} took it up again: ${later.title}`);
  for (const story of stories) lines.push('', ...sayStory(story, story.storyId === marked));
  if (merged.length > 0) lines.push('', 'Clusters that ended in it:');
  for (const { clusterId: id, at: when, because, comparedWith } of merged) {
    lines.push(`  ${id}, ${at(when)}`, ...sayReason(because, comparedWith, '    '));
  }
  if (moved.length > 0) lines.push('', 'Stories that moved:');
  for (const { storyId, title: headline, from, into, at: when, because, comparedWith } of moved) {
    lines.push(`  s${storyId} ${headline}`, `    from cluster ${from} to ${into}, ${at(when)}`);
    lines.push(...sayReason(because, comparedWith, '    '));
  }
  if (similar.length > 0) lines.push('', 'Similar news, and how alike the two are:');
  for (const { clusterId: id, title: headline, score } of similar) lines.push(`  ${score}  ${id}  ${headline}`);
  return lines.join('\n');
}

function sayStory(
  { storyId, leads, cameWith, because, comparedWith, items }: ExplainedStory,
  marked: boolean,
): string[] {
  const [lead, ...copies] = items as [ExplainedItem, ...ExplainedItem[]];
  const notes = [...(leads ? ['leads'] : []), ...(marked ? ['asked for'] : [])];
  return [
    `s${storyId} ${lead.title}${notes.length > 0 ? `  (${notes.join(', ')})` : ''}`,
    `  ${sayPlace(lead)}`,
    ...(cameWith === null ? [] : [`  It came with cluster ${cameWith}.`]),
    ...(because || cameWith !== null ? sayReason(because, comparedWith, '  ') : ['  It founded the cluster.']),
    // Another copy may have come first and founded the story.
    ...(lead.because ? sayReason(lead.because, lead.comparedWith, '  ', 'a copy: ') : []),
    ...copies.flatMap((copy) => [
      `  + ${copy.title}`,
      `    ${sayPlace(copy)}`,
      ...(copy.because
        ? sayReason(copy.because, copy.comparedWith, '    ', 'a copy: ')
        : ['    It founded the story.']),
    ]),
  ];
}

function sayPlace({ outlet, url, publishedAt }: ExplainedItem): string {
  return [outlet, at(publishedAt), ...(url ? [url] : [])].join(', ');
}

function sayReason(because: Explanation | null, comparedWith: string | null, indent: string, what = ''): string[] {
  if (!because) return [];
  const { rule, score, threshold, words } = because;
  const measured = score === threshold ? '' : `; score ${score}, needed ${threshold}`;
  return [
    `${indent}${what}${RULES[rule] ?? rule} [${rule}]${measured}`,
    ...(words.length > 0 ? [`${indent}words: ${words.map(({ word, weight }) => `${word} ${weight}`).join(', ')}`] : []),
    ...(comparedWith === null ? [] : [`${indent}compared with: ${comparedWith}`]),
  ];
}

function at(date: Date): string {
  return date.toISOString().slice(0, 16).replace('T', ' ');
}

import type { ItemText } from '../../model/item.ts';

/**
 * The item that speaks for a story: one that is not attributed to somebody else, then of the source with the highest
 * priority, then with the fuller text, then the earlier one.
 *
 * @throws {RangeError} without items.
 */
export function chooseLead(items: readonly ItemText[]): ItemText {
  const [first, ...others] = items;
  if (!first) throw new RangeError('chooseLead: expected at least one item of the story, got none');
  return others.reduce((lead, item) => (compareLeads(item, lead) < 0 ? item : lead), first);
}

function compareLeads(a: ItemText, b: ItemText): number {
  return (
    Number(a.attribution !== null) - Number(b.attribution !== null) ||
    b.priority - a.priority ||
    b.summary.length - a.summary.length ||
    a.at.getTime() - b.at.getTime() ||
    a.id - b.id
  );
}

import type { Enclosure } from '../../model/feed.ts';
import { absolute, baseOf } from './links.ts';
import { all, attributeOf, first, firstText, type XmlNode } from './nodes.ts';

/** Everything that Media RSS says of an item, groups opened. */
function mediaOf(item: XmlNode): readonly XmlNode[] {
  return [...all(item, 'media:content'), ...all(item, 'media:group').flatMap((group) => all(group, 'media:content'))];
}

/** Files that belong to the item: enclosures, and audio or video of Media RSS; each address once. */
export function enclosuresOf(item: XmlNode, links: readonly XmlNode[], base: string): Enclosure[] {
  const found = new Map<string, Enclosure>();
  const playable = mediaOf(item).filter((media) =>
    /^(audio|video)/.test(attributeOf(media, 'type') ?? attributeOf(media, 'medium') ?? ''),
  );
  for (const node of [...all(item, 'enclosure'), ...links, ...playable]) {
    const url = absolute(attributeOf(node, 'url') ?? attributeOf(node, 'href'), baseOf(node, base));
    if (!url || found.has(url)) continue;
    const bytes = Number(attributeOf(node, 'length') ?? attributeOf(node, 'fileSize'));
    const type = attributeOf(node, 'type');
    found.set(url, { url, ...(type && { type }), ...(Number.isSafeInteger(bytes) && bytes > 0 && { bytes }) });
  }
  return [...found.values()];
}

/** The picture of an item, the one meant to be shown first. */
export function imageOf(item: XmlNode, enclosures: readonly Enclosure[], base: string | undefined): string | undefined {
  const media = mediaOf(item);
  const picture = media.find(
    (one) => attributeOf(one, 'medium') === 'image' || /^image\//.test(attributeOf(one, 'type') ?? ''),
  );
  const groups = all(item, 'media:group');
  const thumbnail = [item, ...media, ...groups].map((node) => first(node, 'media:thumbnail')).find((node) => node);
  const image = first(item, 'image');
  return absolute(
    attributeOf(picture, 'url') ??
      attributeOf(thumbnail, 'url') ??
      enclosures.find(({ type }) => type?.startsWith('image/'))?.url ??
      attributeOf(first(item, 'itunes:image'), 'href') ??
      (image &&
        (firstText(image, 'url') ??
          attributeOf(image, 'url') ??
          attributeOf(image, 'href') ??
          firstText(item, 'image'))),
    base,
  );
}

import { readFileSync } from 'node:fs';
import { ASSET_HEADERS } from './headers.ts';
import type { Content } from './representation.ts';

const FOLDER = new URL('../../../assets/', import.meta.url);

const TYPES: Readonly<Record<string, string>> = {
  'style.css': 'text/css; charset=utf-8',
  'feed.css': 'text/css; charset=utf-8',
  'icon.svg': 'image/svg+xml',
};

/** A file of assets/; null where there is none of that name. */
export function readAsset(name: string): Content | null {
  const type = Object.hasOwn(TYPES, name) ? TYPES[name] : undefined;
  return type ? { status: 200, type, body: readFileSync(new URL(name, FOLDER)), headers: ASSET_HEADERS } : null;
}

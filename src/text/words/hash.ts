/** 32 bits for a text or a part of it: FNV-1a over UTF-16 units, mixed so that small values are as good as random. */
export function hashOf(text: string, from = 0, to = text.length): number {
  let value = 0x811c9dc5;
  for (let at = from; at < to; at += 1) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  return mix(value);
}

/** 32 bits that have nothing to do with those of `hashOf`: texts that are equal in both are taken for equal. */
export function checkOf(text: string, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at += 1) value = Math.imul(value, 31) + text.charCodeAt(at);
  return value | 0;
}

/** 32 bits for a sequence, order included, from the 32 of all but its last part (0: there are none) and the 32 of its last. */
export function hashOfNext(before: number, last: number): number {
  return mix(before + last);
}

/** Spreads what differs in few bits over all 32 (the finaliser of MurmurHash3). */
function mix(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

import ipaddr from 'ipaddr.js';

/** Ranges of ipaddr.js, in words. One that is not named here is called reserved. */
const RANGE_NAMES: Readonly<Record<string, string>> = {
  private: 'a private address',
  uniqueLocal: 'a private address',
  loopback: 'an address of this machine',
  unspecified: 'an address of this machine',
  linkLocal: 'a link-local address',
  multicast: 'a multicast address',
  broadcast: 'a broadcast address',
  carrierGradeNat: 'an address of the provider’s inner network',
};

/** Answers from inside Azure only, though the range is public: its metadata and DHCP service. */
const METADATA_ADDRESSES = new Set(['168.63.129.16']);

/** All that IANA has given out as global unicast so far (RFC 4291 §2.4 and the IANA registry). */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3');

/**
 * Why no feed may be fetched from an IP address, in words that follow "is"; null: it is a public address.
 * What cannot be read as an address is refused as well. An IPv4 address inside an IPv6 one is judged itself
 * (RFC 4291 mapped, RFC 6052 NAT64); 6to4 and Teredo are refused, as relays could lead anywhere.
 */
export function whyRefused(address: string): string | null {
  if (!ipaddr.isValid(address)) return 'no IP address';
  const parsed = ipaddr.parse(address);
  return parsed instanceof ipaddr.IPv6 ? whyRefusedV6(parsed) : whyRefusedV4(parsed as ipaddr.IPv4);
}

/** Whether a host, as a URL writes it, is `localhost` or an address that is not public. Other names are not looked up. */
export function isInside(hostname: string): boolean {
  const address = hostname.replace(/^\[|\]$/g, '');
  return /(^|\.)localhost$/.test(hostname) || (ipaddr.isValid(address) && whyRefused(address) !== null);
}

function whyRefusedV4(address: ipaddr.IPv4): string | null {
  if (METADATA_ADDRESSES.has(address.toString())) return 'an address of the cloud’s inner network';
  return whyRefusedRange(address.range());
}

function whyRefusedV6(address: ipaddr.IPv6): string | null {
  if (address.isIPv4MappedAddress()) return whyRefusedV4(address.toIPv4Address());
  if (isNat64(address)) return whyRefusedV4(new ipaddr.IPv4(address.toByteArray().slice(12)));
  const range = address.range();
  if (range === 'unicast' && !address.match(GLOBAL_UNICAST)) return 'a reserved address';
  return whyRefusedRange(range);
}

/** The well-known prefix only: where 64:ff9b:1::/48 leads is up to the network we are in. */
function isNat64(address: ipaddr.IPv6): boolean {
  return address.match(ipaddr.IPv6.parse('64:ff9b::'), 96);
}

function whyRefusedRange(range: string): string | null {
  return range === 'unicast' ? null : (RANGE_NAMES[range] ?? 'a reserved address');
}

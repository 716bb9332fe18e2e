import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { whyRefused } from '../../../src/io/fetch/address.ts';

const REFUSED: readonly (readonly [address: string, because: string])[] = [
  ['0.0.0.0', 'unspecified'],
  ['0.1.2.3', 'this network'],
  ['10.0.0.1', 'private'],
  ['10.255.255.255', 'private'],
  ['100.64.0.1', 'CGNAT'],
  ['100.100.100.200', 'CGNAT, metadata of a cloud'],
  ['127.0.0.1', 'loopback'],
  ['127.255.0.9', 'loopback'],
  ['168.63.129.16', 'metadata of a cloud, in a public range'],
  ['169.254.169.254', 'link-local, metadata of most clouds'],
  ['172.16.0.1', 'private'],
  ['172.31.255.255', 'private'],
  ['192.0.0.192', 'protocol assignments'],
  ['192.0.2.1', 'documentation'],
  ['192.168.1.1', 'private'],
  ['198.18.0.1', 'benchmarking'],
  ['198.51.100.1', 'documentation'],
  ['203.0.113.1', 'documentation'],
  ['224.0.0.1', 'multicast'],
  ['239.255.255.250', 'multicast'],
  ['240.0.0.1', 'reserved'],
  ['255.255.255.255', 'broadcast'],
  ['::', 'unspecified'],
  ['::1', 'loopback'],
  ['::127.0.0.1', 'IPv4-compatible'],
  ['::808:808', 'IPv4-compatible, public'],
  ['::ffff:127.0.0.1', 'mapped'],
  ['::ffff:7f00:1', 'mapped, in hex'],
  ['::ffff:169.254.169.254', 'mapped'],
  ['::ffff:0:127.0.0.1', 'translated (RFC 6145)'],
  ['64:ff9b::7f00:1', 'NAT64 of loopback'],
  ['64:ff9b::10.0.0.1', 'NAT64 of private'],
  ['64:ff9b:1::1', 'local NAT64'],
  ['100::1', 'discard'],
  ['2001:0:4136:e378:8000:63bf:3fff:fdd2', 'Teredo'],
  ['2001:db8::1', 'documentation'],
  ['2002:7f00:1::', '6to4 of loopback'],
  ['2002:808:808::', '6to4 of a public address'],
  ['4000::1', 'not given out'],
  ['fc00::1', 'unique local'],
  ['fd00:ec2::254', 'unique local, metadata of a cloud'],
  ['fe80::1', 'link-local'],
  ['fe80::1%eth0', 'link-local with a zone'],
  ['fec0::1', 'site-local'],
  ['ff02::1', 'multicast'],
  ['0177.0.0.1', 'octal'],
  ['2130706433', 'decimal'],
  ['0x7f.1', 'hex and short'],
  ['', 'nothing'],
  ['localhost', 'a name'],
  ['1.2.3.4.5', 'no address'],
];

const ALLOWED = [
  '1.1.1.1',
  '8.8.8.8',
  '172.15.0.1',
  '172.32.0.1',
  '100.63.0.1',
  '100.128.0.1',
  '192.167.1.1',
  '11.0.0.1',
].concat(['223.255.255.255', '2606:4700:4700::1111', '2a00:1450:4001::1', '::ffff:8.8.8.8', '64:ff9b::8.8.8.8']);

describe('addresses', () => {
  it.each(REFUSED)('%s is refused: %s', (address) => {
    expect(whyRefused(address)).toMatch(/^(an? |no IP address$)/);
  });

  it.each(ALLOWED)('%s is public', (address) => {
    expect(whyRefused(address)).toBeNull();
  });

  it.each([
    ['http://2130706433/', '127.0.0.1'],
    ['http://017700000001/', '127.0.0.1'],
    ['http://0x7f.1/', '127.0.0.1'],
    ['http://127.1/', '127.0.0.1'],
    ['http://0/', '0.0.0.0'],
    ['http://①②⑦.0.0.1/', '127.0.0.1'],
    ['http://[::ffff:127.0.0.1]/', '[::ffff:7f00:1]'],
  ])('%s is judged as %s', (url, hostname) => {
    expect(new URL(url).hostname).toBe(hostname);
    expect(whyRefused(hostname.replace(/[[\]]/g, ''))).not.toBeNull();
  });

  it('an address says the same however it is wrapped', () => {
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        expect(whyRefused(`::ffff:${address}`)).toBe(whyRefused(address));
        expect(whyRefused(`64:ff9b::${address}`)).toBe(whyRefused(address));
      }),
    );
  });
});

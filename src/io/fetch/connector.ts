import { type LookupAddress, lookup as systemLookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { buildConnector } from 'undici';
import { FetchError } from '../../model/errors.ts';
import { whyRefused } from './address.ts';

export interface ConnectorOptions {
  readonly connectTimeoutMs: number;
  readonly allowPrivateAddresses: boolean;
  /** How names become addresses; the system's way unless said otherwise. */
  readonly lookup?: LookupFunction;
  /** Certificates to trust instead of the system's. */
  readonly ca?: string;
  readonly whyRefused?: Judge;
}

/** Why an address is not asked; null: it is. */
type Judge = (address: string) => string | null;

/**
 * A connector for undici that judges the very address it connects to: after DNS, for every new connection and so on
 * every redirect. A name that resolves to public and private addresses is reached at the public ones only.
 * The socket is looked at again once it stands, in case anything below went another way.
 * Fails with FetchError `address_refused`. The timeout covers DNS, TCP and TLS.
 */
export function guardedConnector(options: ConnectorOptions): buildConnector.connector {
  const lookup = options.lookup ?? (systemLookup as LookupFunction);
  const judge = options.whyRefused ?? whyRefused;
  const connect = buildConnector({
    timeout: options.connectTimeoutMs,
    autoSelectFamily: true,
    // Node gives up on each address but the last after 250 ms, which a far host cannot meet.
    autoSelectFamilyAttemptTimeout: Math.max(10, options.connectTimeoutMs / 4),
    lookup: options.allowPrivateAddresses ? lookup : guardedLookup(lookup, judge),
    ...(options.ca ? { ca: options.ca } : {}),
  });
  if (options.allowPrivateAddresses) return connect;
  return (target, callback) => {
    // Node asks no resolver for a literal address.
    const because = isIP(target.hostname) ? judge(target.hostname) : null;
    if (because) return callback(refusal(target.hostname, target.hostname, because), null);
    connect(target, (error, socket) => {
      if (error) return callback(error, null);
      const { remoteAddress = '' } = socket;
      const late = judge(remoteAddress);
      if (late === null) return callback(null, socket);
      socket.destroy();
      callback(refusal(target.hostname, remoteAddress, late), null);
    });
  };
}

function guardedLookup(lookup: LookupFunction, judge: Judge): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, []);
      const addresses = found as LookupAddress[];
      const allowed = addresses.filter(({ address }) => judge(address) === null);
      if (allowed.length === 0) {
        const address = addresses[0]?.address ?? '';
        callback(refusal(hostname, address, judge(address) ?? ''), []);
      } else if (options.all) callback(null, allowed);
      else callback(null, allowed[0]?.address ?? '', allowed[0]?.family);
    });
  };
}

function refusal(host: string, address: string, because: string): FetchError {
  const what = address === host ? address : `${host} leads to ${address}, which`;
  return new FetchError(
    'address_refused',
    `${what} is ${because}, and Newsbraid fetches from public addresses only. ` +
      'If this source is meant to be inside your network, set fetch.allowPrivateAddresses: true in config/settings.yaml.',
  );
}

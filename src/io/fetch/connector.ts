import { type LookupAddress, type LookupOptions, lookup as systemLookup } from 'node:dns';
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
}

/**
 * A connector for undici that judges the very address it connects to: after DNS, for every new connection and so on
 * every redirect. A name that resolves to public and private addresses is reached at the public ones only.
 * The socket is looked at again once it stands, in case anything below went another way.
 * Fails with FetchError `address_refused`. The timeout covers DNS, TCP and TLS.
 */
export function guardedConnector(options: ConnectorOptions): buildConnector.connector {
  const lookup = options.lookup ?? (systemLookup as LookupFunction);
  const connect = buildConnector({
    timeout: options.connectTimeoutMs,
    lookup: options.allowPrivateAddresses ? lookup : guardedLookup(lookup),
    ...(options.ca ? { ca: options.ca } : {}),
  });
  if (options.allowPrivateAddresses) return connect;
  return (target, callback) => {
    // Node asks no resolver for a literal address.
    const refusal = isIP(target.hostname) ? refusalOf(target.hostname, [target.hostname]) : null;
    if (refusal) return callback(refusal, null);
    connect(target, (error, socket) => {
      if (error) return callback(error, null);
      const late = refusalOf(target.hostname, [socket.remoteAddress ?? '']);
      if (!late) return callback(null, socket);
      socket.destroy();
      callback(late, null);
    });
  };
}

function guardedLookup(lookup: LookupFunction): LookupFunction {
  return (hostname, options, callback) => {
    const every: LookupOptions = { ...options, all: true };
    lookup(hostname, every, (error, found) => {
      if (error) return callback(error, []);
      const addresses = found as LookupAddress[];
      const allowed = addresses.filter(({ address }) => whyRefused(address) === null);
      const [first] = allowed;
      if (!first) {
        return callback(
          refusalOf(
            hostname,
            addresses.map(({ address }) => address),
          ),
          [],
        );
      }
      if (options.all) callback(null, allowed);
      else callback(null, first.address, first.family);
    });
  };
}

function refusalOf(host: string, addresses: readonly string[]): FetchError | null {
  const address = addresses.find((each) => whyRefused(each) !== null);
  if (address === undefined) return null;
  const what = address === host ? address : `${host} leads to ${address}, which`;
  return new FetchError(
    'address_refused',
    `${what} is ${whyRefused(address)}, and Newsbraid fetches from public addresses only. ` +
      'If this source is meant to be inside your network, set fetch.allowPrivateAddresses: true in config/settings.yaml.',
  );
}

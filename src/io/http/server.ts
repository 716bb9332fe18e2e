import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener, type HttpBindings } from '@hono/node-server';
import { messageOf, NewsbraidError } from '../../model/errors.ts';
import { type Answered, whatOf } from './answered.ts';
import { answer } from './negotiate.ts';
import type { Representation } from './representation.ts';

/** What a server needs to know of what it serves. */
export interface Site {
  /** A rendered answer to a GET of this address that still holds: written without going through `fetch`. */
  kept(host: string, url: string, forwardedProto: string | undefined): Representation | undefined;
  /** `id` names the request in the log. */
  fetch(request: Request, id: string): Response | Promise<Response>;
}

export interface RunningServer {
  readonly url: string;
  /** Takes no more requests, lets those under way end, at most `CLOSE_TIMEOUT_MS`. */
  close(): Promise<void>;
}

const CLOSE_TIMEOUT_MS = 5000;

/** Listens, and tells `observe` of every answer. Throws a NewsbraidError that says what to do when the address cannot be had. */
export async function listen(
  site: Site,
  host: string,
  port: number,
  observe: (answered: Answered) => void = () => {},
): Promise<RunningServer> {
  const ids = new WeakMap<IncomingMessage, string>();
  // `overrideGlobalObjects` would replace Request and Response for the whole process.
  const slow = getRequestListener(
    (request, env) => site.fetch(request, ids.get((env as HttpBindings).incoming) as string),
    { overrideGlobalObjects: false },
  );
  const server = createServer((request, response) => {
    const started = performance.now();
    const id = requestId(request);
    const kept = keptFor(site, request);
    const done = () => {
      const { method = '', url = '' } = request;
      const path = url.split('?', 1)[0] as string;
      const ms = performance.now() - started;
      observe({ id, method, path, what: whatOf(path), status: response.statusCode, ms, kept: kept !== undefined });
    };
    if (kept) {
      write(kept, id, request, response);
      done();
    } else {
      ids.set(request, id);
      response.setHeader('x-request-id', id);
      response.once('close', done);
      void slow(request, response);
    }
  });
  await bound(server, host, port);
  const { port: given } = server.address() as AddressInfo;
  return { url: addressAt(host, given), close: () => close(server) };
}

/** An address that can be asked from this machine: 0.0.0.0 and :: stand for all of its addresses, and are none. */
function addressAt(host: string, port: number): string {
  const asked = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  return `http://${asked.includes(':') ? `[${asked}]` : asked}:${port}`;
}

function keptFor(site: Site, { method, url, headers }: IncomingMessage): Representation | undefined {
  if ((method !== 'GET' && method !== 'HEAD') || url === undefined) return undefined;
  // Someone looks at it in a browser: not what must be fast, and answered differently for feeds.
  if (headers['sec-fetch-dest'] === 'document') return undefined;
  return site.kept(headers.host ?? '', url, headers['x-forwarded-proto'] as string | undefined);
}

/** The client's, so that a proxy's log and ours can be laid side by side. */
function requestId({ headers }: IncomingMessage): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && /^[\w.:-]{1,64}$/.test(given) ? given : randomUUID();
}

/** node:http at its barest: going through Request and Response would halve the answers a second. */
function write(
  representation: Representation,
  id: string,
  { method, headers }: IncomingMessage,
  response: ServerResponse,
): void {
  const {
    status,
    headers: fields,
    body,
  } = answer(representation, {
    acceptEncoding: headers['accept-encoding'] as string | undefined,
    ifNoneMatch: headers['if-none-match'],
    ifModifiedSince: headers['if-modified-since'],
  });
  response.writeHead(status, { ...fields, 'x-request-id': id });
  response.end(method === 'HEAD' ? undefined : (body ?? undefined));
}

function bound(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => void cannotListen(cause, host, port).then(reject));
    server.listen(port, host, () => {
      server.removeAllListeners('error');
      resolve();
    });
  });
}

const ADVICE: Readonly<Record<string, string>> = {
  EACCES: 'Ports below 1024 need privileges: choose a higher one.',
  EADDRNOTAVAIL: 'This machine has no such address: use 127.0.0.1, or 0.0.0.0 for all of its addresses.',
  ENOTFOUND: 'There is no host of that name: use an address of this machine, such as 127.0.0.1.',
};

async function cannotListen(cause: NodeJS.ErrnoException, host: string, port: number): Promise<NewsbraidError> {
  const advice =
    cause.code === 'EADDRINUSE' ? await adviseOnUsed(host, port) : (ADVICE[cause.code ?? ''] ?? messageOf(cause));
  return new NewsbraidError('cannot_listen', `Cannot listen on ${host} port ${port}. ${advice}`, { cause });
}

/** Who finds the port taken has mostly started Newsbraid twice. */
async function adviseOnUsed(host: string, port: number): Promise<string> {
  const user = (await isNewsbraid(host, port)) ? 'Another Newsbraid runs there' : 'Another program uses that port';
  const free = port < 65_535 ? port + 1 : 8080;
  return `${user}: end it, or choose another port, as in \`PORT=${free} npm start\`.`;
}

const ANSWER_MS = 1000;

/** Whether what listens there says on /healthz what only a Newsbraid says. */
async function isNewsbraid(host: string, port: number): Promise<boolean> {
  try {
    const answer = await fetch(`${addressAt(host, port)}/healthz`, { signal: AbortSignal.timeout(ANSWER_MS) });
    const { version, uptimeSeconds } = (await answer.json()) as { version?: unknown; uptimeSeconds?: unknown };
    return typeof version === 'string' && typeof uptimeSeconds === 'number';
  } catch {
    return false;
  }
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const impatient = setTimeout(() => server.closeAllConnections(), CLOSE_TIMEOUT_MS);
    server.close(() => {
      clearTimeout(impatient);
      resolve();
    });
    server.closeIdleConnections();
  });
}

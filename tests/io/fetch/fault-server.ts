import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';

/** One request, as it came over the wire, and the socket to answer on in whatever way. */
export interface Visit {
  readonly path: string;
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly socket: Socket;
  readonly server: FaultServer;
  /** A well-formed answer; `content-length` is added. */
  reply(status: number, headers?: Record<string, string>, body?: string | Uint8Array): void;
}

export type Behaviour = (visit: Visit) => void;

/** A server on loopback that can break every rule of HTTP, because nothing but sockets stands below it. */
export class FaultServer {
  readonly visits: Visit[] = [];
  readonly sockets = new Set<Socket>();
  connections = 0;
  readonly #server: Server;
  readonly #behaviours = new Map<string, Behaviour>();
  #port = 0;

  constructor(tls?: { key: string; cert: string }) {
    const onSocket = (socket: Socket) => this.#onSocket(socket);
    this.#server = tls ? createTlsServer(tls, onSocket) : createServer(onSocket);
    this.#server.on('tlsClientError', () => {});
  }

  async start(): Promise<this> {
    await once(this.#server.listen(0, '127.0.0.1'), 'listening');
    this.#port = (this.#server.address() as { port: number }).port;
    return this;
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  get port(): number {
    return this.#port;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Says how requests to a path are met; without a query. */
  on(path: string, behaviour: Behaviour): this {
    this.#behaviours.set(path, behaviour);
    return this;
  }

  visitsTo(path: string): Visit[] {
    return this.visits.filter((visit) => visit.path.split('?')[0] === path);
  }

  #onSocket(socket: Socket): void {
    this.connections++;
    this.sockets.add(socket);
    let text = '';
    socket.on('error', () => {});
    socket.on('close', () => this.sockets.delete(socket));
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      for (let end = text.indexOf('\r\n\r\n'); end >= 0; end = text.indexOf('\r\n\r\n')) {
        this.#onRequest(socket, text.slice(0, end));
        text = text.slice(end + 4);
      }
    });
  }

  #onRequest(socket: Socket, head: string): void {
    const [first = '', ...lines] = head.split('\r\n');
    const path = first.split(' ')[1] ?? '';
    const headers = new Map(
      lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
    );
    const reply: Visit['reply'] = (status, fields = {}, body = '') => {
      const bytes = typeof body === 'string' ? Buffer.from(body) : body;
      const all = status === 304 || status === 204 ? fields : { 'content-length': `${bytes.length}`, ...fields };
      const text = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
      socket.write(`HTTP/1.1 ${status} Said\r\n${text.join('')}\r\n`, 'latin1');
      socket.write(bytes);
    };
    const visit: Visit = { path, headers, socket, server: this, reply };
    this.visits.push(visit);
    const behaviour = this.#behaviours.get(path.split('?')[0] as string);
    if (behaviour) behaviour(visit);
    else reply(404);
  }
}

/** Writes pieces one after the other for as long as the other side takes them, so that an endless body costs nothing. */
export function pour(socket: Socket, next: () => Uint8Array | string | null): void {
  for (;;) {
    const piece = next();
    if (piece === null || socket.destroyed) return;
    if (!socket.write(piece)) {
      socket.once('drain', () => pour(socket, next));
      return;
    }
  }
}

/** Writes one piece every few milliseconds until the other side hangs up. */
export function drip(socket: Socket, piece: string, everyMs: number): void {
  const timer = setInterval(() => socket.write(piece), everyMs);
  socket.once('close', () => clearInterval(timer));
}

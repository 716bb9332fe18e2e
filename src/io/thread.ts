import { Piscina } from 'piscina';
import { YOUNG_MB } from './heap.ts';

/** Ending a thread while it requires an ES module aborts the whole process (Node 20.20); with `import` it does not. */
export const THREAD_ARGV: readonly string[] = ['--no-experimental-require-module'];
/** Starting a thread anew loses what it remembers. */
const NEVER_MS = Number.POSITIVE_INFINITY;

/**
 * One thread that runs the functions of a module, in turn, and keeps what the module keeps between two calls. When the thread
 * dies, the call under way fails, and the next one meets a module that remembers nothing.
 */
export class Thread<Functions> {
  readonly #pool: Piscina;

  constructor(module: URL) {
    this.#pool = new Piscina({
      filename: module.href,
      minThreads: 1,
      maxThreads: 1,
      idleTimeout: NEVER_MS,
      execArgv: [...THREAD_ARGV],
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB.remembering },
    });
  }

  /** Calls an exported function; argument and result travel as structured clones. */
  call<Name extends keyof Functions & string>(
    name: Name,
    argument: Argument<Functions[Name]>,
  ): Promise<Result<Functions[Name]>> {
    return this.#pool.run(argument, { name });
  }

  async close(): Promise<void> {
    await this.#pool.destroy();
  }
}

type Argument<Called> = Called extends (argument: infer Given) => unknown ? Given : never;
type Result<Called> = Called extends (argument: never) => infer Returned ? Returned : never;

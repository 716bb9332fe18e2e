import { availableParallelism } from 'node:os';
import { Piscina } from 'piscina';
import { FeedError } from '../model/errors.ts';
import { YOUNG_MB } from './heap.ts';
import { THREAD_ARGV } from './thread.ts';

export interface PoolOptions {
  /** Threads; 0: one less than the processors, at least one. */
  readonly workers: number;
  readonly deadlineMs: number;
  readonly memoryMegabytes: number;
}

const START_MS_MAX = 20_000;
/** Starting a thread anew takes longer than most documents do. */
const IDLE_MS = 600_000;

/**
 * Threads that run one function of a module each on its own data. A task that outlives the deadline, or outgrows the memory,
 * ends its thread and fails; the others and the event loop go on.
 */
export class WorkerPool<Task, Result> {
  readonly #pool: Piscina<Task, Result>;
  readonly #options: PoolOptions;
  readonly #waiting: (() => void)[] = [];
  readonly #threads: number;
  #free: number;
  /** Threads that have loaded their module. */
  #ready = 0;

  constructor(module: URL, functionName: string, options: PoolOptions) {
    const threads = options.workers || Math.max(1, availableParallelism() - 1);
    this.#options = options;
    this.#threads = threads;
    this.#free = threads;
    this.#pool = new Piscina<Task, Result>({
      filename: module.href,
      name: functionName,
      // The first threads of a pool would be called ready before they have loaded anything.
      minThreads: 0,
      maxThreads: threads,
      idleTimeout: IDLE_MS,
      // Nobody reads its histograms, which take a megabyte.
      recordTiming: false,
      execArgv: [...THREAD_ARGV],
      resourceLimits: {
        maxYoungGenerationSizeMb: YOUNG_MB.reading,
        maxOldGenerationSizeMb: options.memoryMegabytes,
        stackSizeMb: 4,
      },
    });
    this.#pool.on('workerCreate', () => this.#ready++);
    this.#pool.on('workerDestroy', () => this.#ready--);
  }

  /** Runs one task. Throws a FeedError `too_slow` or `too_big` when it had to be ended. */
  async run(task: Task, transfer: ArrayBuffer[] = []): Promise<Result> {
    await this.#take();
    // The clock of a task starts when a thread is free for it: neither waiting in line nor a thread that has to be started first,
    // which takes a second and on a busy machine several, is the document's fault.
    const isCold = this.#threads - this.#free > this.#ready;
    const deadline = AbortSignal.timeout(this.#options.deadlineMs + (isCold ? START_MS_MAX : 0));
    try {
      return await this.#pool.run(task, { signal: deadline, transferList: transfer });
    } catch (cause) {
      throw this.#explain(cause, deadline);
    } finally {
      this.#give();
    }
  }

  async close(): Promise<void> {
    await this.#pool.destroy();
  }

  #explain(cause: unknown, deadline: AbortSignal): unknown {
    const { deadlineMs, memoryMegabytes } = this.#options;
    if (deadline.aborted) {
      return new FeedError(
        'too_slow',
        `The document took longer than ${deadlineMs} ms to read, so reading was stopped.`,
        { cause },
      );
    }
    if ((cause as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY') {
      return new FeedError(
        'too_big',
        `The document needed more than ${memoryMegabytes} MB to read, so reading was stopped.`,
        { cause },
      );
    }
    return cause;
  }

  #take(): Promise<void> | void {
    if (this.#free > 0) this.#free--;
    else return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #give(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#free++;
  }
}

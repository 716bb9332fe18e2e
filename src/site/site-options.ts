import type { Queryable } from '../io/db/queryable.ts';
import type { Answered } from '../io/http/answered.ts';
import type { ConfigMistake } from '../model/errors.ts';
import type { Settings } from '../model/settings.ts';

/** Where the publication stands, and when it moves on. */
export interface Changes {
  /** `newsbraid.braid.version`: grows with every change that a reader could see. */
  version(): number;
  /** Calls back after each change; returns how to stop that. */
  subscribe(listener: () => void): () => void;
}

export interface HealthReport {
  readonly ok: boolean;
  /** What is wrong, in sentences for a person; missing or empty: nothing. */
  readonly reasons?: readonly string[];
  readonly [detail: string]: unknown;
}

export interface SiteOptions {
  readonly host: string;
  readonly port: number;
  readonly database: Queryable;
  /** Asked at each request, so that settings can be reloaded. */
  readonly settings: () => Settings;
  readonly log: { error(details: object, message: string): void; warn(details: object, message: string): void };
  readonly changes: Changes;
  /** Of the config files as they are now, while an older state of them is in force; asked at each request. */
  readonly configMistakes?: () => readonly ConfigMistake[];
  /** /healthz: whether the process lives, and what it knows without asking anyone. */
  readonly health: () => Promise<HealthReport>;
  /** /readyz: whether everything works; without it, `health` says. */
  readonly ready?: () => Promise<HealthReport>;
  /** Prometheus text; without it there is no /metrics. */
  readonly metrics?: () => Promise<string>;
  /** Whether an error is an outage that has been reported already: then it is not logged for every request again. */
  readonly isOutage?: (error: unknown) => boolean;
  /** Told of every answer. */
  readonly observe?: (answered: Answered) => void;
}

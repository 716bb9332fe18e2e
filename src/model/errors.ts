/** Every error that a user may meet. `code` is stable and short; the message says what, where and what to do. */
export class NewsbraidError extends Error {
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/** A file under config/ that cannot be used; lists every mistake at once. */
export class ConfigError extends NewsbraidError {
  readonly mistakes: readonly ConfigMistake[];

  constructor(mistakes: readonly ConfigMistake[]) {
    super('bad_config', mistakes.map(sayMistake).join('\n'));
    this.mistakes = mistakes;
  }
}

export interface ConfigMistake {
  readonly file: string;
  /** 1-based; 0 where the file as a whole is meant. */
  readonly line: number;
  /** Where in the document, such as `sources[3].every`. */
  readonly path: string;
  readonly expected: string;
  readonly got: string;
}

/** A mistake as one line for a person: `file:line: path: expected …, got …`. */
export function sayMistake({ file, line, path, expected, got }: ConfigMistake): string {
  const place = line > 0 ? `${file}:${line}` : file;
  return `${place}: ${path ? `${path}: ` : ''}expected ${expected}, got ${got}`;
}

/** A request that brought no usable body. */
export class FetchError extends NewsbraidError {}

/** A body that is no feed, or could not be read within its limits. */
export class FeedError extends NewsbraidError {
  /** Where the feeds are that a web page, fetched by mistake, points to. */
  readonly feeds: readonly string[];

  constructor(code: string, message: string, options?: ErrorOptions & { readonly feeds?: readonly string[] }) {
    super(code, message, options);
    this.feeds = options?.feeds ?? [];
  }
}

/** Postgres missing, too old, refused or broken. */
export class DatabaseError extends NewsbraidError {}

/** A command used wrongly. */
export class UsageError extends NewsbraidError {}

/** What any thrown value has to say, for a log line or a table cell. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

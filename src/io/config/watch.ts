import type { Corrections } from '../../model/corrections.ts';
import { ConfigError, type ConfigMistake, messageOf } from '../../model/errors.ts';
import type { Settings } from '../../model/settings.ts';
import type { SourceConfig } from '../../model/source.ts';
import { Live } from '../live.ts';
import type { Log } from '../log.ts';
import { CONFIG_FILES, type Config, readConfig } from './config.ts';
import { FileWatch } from './watch-files.ts';

/**
 * The config of a running service. An edit takes effect within about two seconds; a broken one is reported once and listed
 * in `mistakes`, while what was in force before stays so.
 */
export class ConfigWatch {
  readonly folder: string;
  readonly settings: Live<Settings>;
  readonly sources: Live<readonly SourceConfig[]>;
  readonly corrections: Live<Corrections>;
  readonly #log: Log;
  #mistakes: readonly ConfigMistake[] = [];
  #files: FileWatch | null = null;

  private constructor(config: Config, log: Log) {
    this.folder = config.folder;
    this.settings = new Live(config.settings);
    this.sources = new Live(config.sources);
    this.corrections = new Live(config.corrections);
    this.#log = log;
  }

  /** Throws the ConfigError of `readConfig`: a service does not start on a broken config. */
  static async open(folder: string, log: Log): Promise<ConfigWatch> {
    let config: ConfigWatch | null = null;
    // Watched before it is read, so that no edit falls in between.
    const files = await FileWatch.open(folder, CONFIG_FILES, async () => {
      if (config) await config.#reread();
    });
    try {
      config = new ConfigWatch(await readConfig(folder), log);
      config.#files = files;
      return config;
    } catch (error) {
      files.close();
      throw error;
    }
  }

  /** What is wrong with the files as they are now; empty: they are in force. */
  get mistakes(): readonly ConfigMistake[] {
    return this.#mistakes;
  }

  close(): void {
    this.#files?.close();
  }

  async #reread(): Promise<void> {
    try {
      const { settings, sources, corrections } = await readConfig(this.folder);
      if (this.#mistakes.length > 0) this.#log.info('the config is in order again');
      this.#mistakes = [];
      this.settings.set(settings);
      this.sources.set(sources);
      this.corrections.set(corrections);
    } catch (error) {
      this.#mistakes = error instanceof ConfigError ? error.mistakes : [unreadable(this.folder, error)];
      this.#log.error(
        { mistakes: (error instanceof ConfigError ? error.message : messageOf(error)).split('\n') },
        'the config has mistakes; what was in force before stays so',
      );
    }
  }
}

function unreadable(folder: string, error: unknown): ConfigMistake {
  return { file: folder, line: 0, path: '', expected: 'readable files', got: messageOf(error) };
}

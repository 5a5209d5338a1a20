import type { ModelFileObserver, ModelFileOptions } from './model-file-options.js';
import type { RemoteFile } from './model-source.js';
import type { PartFile } from './part-file.js';

/** One file to be fetched, and with what. */
export interface FetchTask {
  file: RemoteFile;
  part: PartFile;
  /** To be fetched after this file to the same disk. */
  laterBytes: number;
  options: ModelFileOptions;
  observer: ModelFileObserver;
  /** Ends it, for example because somebody else took the lock. */
  signal: AbortSignal;
}

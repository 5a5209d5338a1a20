/** Where model files come from and go to, and how they are checked. */
export interface ModelFileOptions {
  /** Everything that is fetched is kept here. */
  cacheDirectory: string;
  /** `by-source`: under a path made of where it came from; `flat`: right in the directory. */
  layout: 'by-source' | 'flat';
  /** Base address in front of `hf:` sources: Hugging Face or a mirror of it. */
  mirror: URL;
  /** Connect to nobody; only what is on disk counts. */
  isOffline: boolean;
  /** Plain `http:` to hosts other than this machine. */
  allowsHttp: boolean;
  /** Bearer token for the mirror and for nobody else. */
  token: string | null;
  /** Expected SHA-256 of each part in order; empty when nothing is pinned this way. */
  sha256: readonly string[];
  /** A file as `sha256sum` writes it, with expected SHA-256 by file name. */
  manifestFile: string | null;
  transfer: TransferLimits;
}

/** How patient a transfer is, and what it must leave free. */
export interface TransferLimits {
  /** A connection on which nothing arrives for so long is cut. */
  idleMs: number;
  /** Attempts in a row that bring not one byte more than those before, until it is given up. */
  fruitlessAttempts: number;
  /** Pause after an attempt that brought something; doubles with each fruitless one. */
  firstPauseMs: number;
  /** Bytes of the disk that stay free. */
  reserveBytes: number;
  /** A process that fetches and gives no sign of life for so long is dead, and another one goes on; at least 2,000. */
  deadAfterMs: number;
}

export const USUAL_LIMITS: TransferLimits = {
  idleMs: 30_000,
  fruitlessAttempts: 6,
  firstPauseMs: 1_000,
  reserveBytes: 512 * 2 ** 20,
  deadAfterMs: 10_000,
};

/** Who hears what happens to a model file. */
export interface ModelFileObserver {
  /** One thing that happened, for the log; never holds a secret. */
  note(message: string, details?: Readonly<Record<string, string | number>>): void;
  /** How far a transfer is; called for every piece that arrives. */
  progress(progress: TransferProgress): void;
}

export interface TransferProgress {
  file: string;
  /** On disk so far, what an earlier attempt left included. */
  receivedBytes: number;
  /** `null` when the server does not say. */
  totalBytes: number | null;
}

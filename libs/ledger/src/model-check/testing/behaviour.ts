/** What workers, gateways and sweepers do beside the scripts. Each is a guard of its own: without it a promise breaks. */
export const PRODUCT_BEHAVIOUR = {
  /** Workers: a frame is shown only after the ledger has confirmed it. */
  logsFirst: true,
  /** Workers: a generation is dropped when its lease is lost. */
  dropsWhatIsLost: true,
  /** Workers: commands that came meanwhile are fetched and obeyed. */
  obeysNewCommands: true,
  /** Workers: the effect of a command acknowledges it. */
  acknowledges: true,
  /** Gateways: frames are given in their order, each once. */
  keepsOrder: true,
  /** Gateways: frames of a timeline that is not the present one are not believed. */
  doubtsOtherTimelines: true,
  /** Gateways: what clients saw is given back after a new timeline began. */
  restores: true,
  /** Gateways: nothing that came later is read or believed before a log that may have gone back was given what clients saw. */
  restoresFirst: true,
  /** Gateways: what Redis has forgotten altogether is accepted again as one whose log is not whole. */
  acceptsAgain: true,
  /** Gateways: what is followed is kept from ending. */
  keepsFollowing: true,
  /** Gateways: the log is read when the relay brings nothing. */
  tails: true,
  /** Everybody: what waits is queued again. */
  sweeps: true,
};

export type Behaviour = typeof PRODUCT_BEHAVIOUR;

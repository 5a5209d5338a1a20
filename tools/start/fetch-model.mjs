import { runShown } from './run-command.mjs';

const FETCH = 'dist/apps/worker/src/model-files/fetch-model.js';

/** Brings the model here once, before the workers want it, where its progress can be seen. Rejects when it cannot. */
export async function fetchModel(source) {
  const status = await runShown(process.execPath, [FETCH, '--', source]);
  // It has said itself what is wrong.
  if (status !== 0) throw new Error('Without its model nothing is started.');
}

/** `npm test`: everything that can be checked, from a fresh checkout. `npm test -- unit` ends after that step. */
import { explainOldNode } from '../start/node-version.mjs';

const complaint = explainOldNode(process.versions.node);
if (complaint) {
  console.error(complaint);
  process.exitCode = 1;
} else {
  // Loaded late: an older Node would stumble over the syntax before it could say that it is too old.
  import('./test-everything.mjs').then(({ testEverything }) => testEverything(process.argv.slice(2)));
}

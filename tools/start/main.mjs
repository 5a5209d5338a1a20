/** `npm start`: from a fresh checkout to a running cluster. Only Node's own modules until the dependencies are there. */
import { explainOldNode } from './node-version.mjs';

const complaint = explainOldNode(process.versions.node);
if (complaint) {
  console.error(complaint);
  process.exitCode = 1;
} else {
  // Loaded late: an older Node would stumble over the syntax before it could say that it is too old.
  import('./start-everything.mjs').then(({ startEverything }) => startEverything());
}

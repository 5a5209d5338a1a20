/** A process that resolves one model and tells what happens as JSON lines: `node resolve-in-child.js SOURCE OPTIONS`. */
import type { ModelFileOptions } from '../model-file-options.js';
import { resolveModelFile } from '../resolve-model-file.js';

const [source = '', options = '{}'] = process.argv.slice(2);
const given = JSON.parse(options) as ModelFileOptions & { mirror: string };

function tell(line: Record<string, unknown>): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

resolveModelFile(
  source,
  { ...given, mirror: new URL(given.mirror) },
  {
    note: (note) => tell({ note }),
    progress: ({ receivedBytes }) => tell({ receivedBytes }),
  },
).then(
  ({ path }) => tell({ path }),
  (error: unknown) => tell({ error: String(error) }),
);

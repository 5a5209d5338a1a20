import type { LocalWorker } from '../../tools/local-cluster/local-cluster.js';
import type { TestCluster } from './test-cluster.js';

/** The running worker that is at work. */
export async function busyWorker({ cluster }: TestCluster): Promise<LocalWorker> {
  const running = cluster.workers.filter(({ process }) => process.running);
  for (;;) {
    for (const worker of running)
      if ((await metricOf(worker.operationsUrl, 'harmonium_worker_busy_slots')) > 0) return worker;
  }
}

/** The value of one metric, summed over all its series or over those with a label such as `reason="stop"`. */
export async function metricOf(url: string, name: string, label = ''): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const isAsked = (line: string): boolean =>
    (line.startsWith(`${name}{`) || line.startsWith(`${name} `)) && line.includes(label);
  const lines = text.split('\n').filter(isAsked);
  return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
}

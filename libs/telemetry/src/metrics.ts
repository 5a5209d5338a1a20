import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

/** From a tick to minutes: time to first token on a loaded 120b with a long prompt is counted in tens of seconds. */
const SECONDS_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300];

/** The metrics of one process; every series is there as 0 from the start, so that rates and alerts never meet a gap. */
export class Metrics {
  private readonly registry = new Registry();

  constructor(service: string) {
    this.registry.setDefaultLabels({ service });
    collectDefaultMetrics({ register: this.registry });
  }

  counter(name: string, help: string): Counter;
  counter<Label extends string>(name: string, help: string, label: Label, values: readonly string[]): Counter<Label>;
  counter(name: string, help: string, label?: string, values: readonly string[] = []): Counter {
    const counter = new Counter({ name, help, labelNames: label ? [label] : [], registers: [this.registry] });
    if (label) for (const value of values) counter.inc({ [label]: value }, 0);
    return counter;
  }

  /** A gauge that is asked for its value at each scrape. */
  gauge(name: string, help: string, read: () => number): void {
    new Gauge({
      name,
      help,
      registers: [this.registry],
      collect: function collect() {
        this.set(read());
      },
    });
  }

  histogram(name: string, help: string, buckets: number[] = SECONDS_BUCKETS): Histogram {
    return new Histogram({ name, help, buckets, registers: [this.registry] });
  }

  /** Everything in Prometheus's text format. */
  render(): Promise<string> {
    return this.registry.metrics();
  }
}

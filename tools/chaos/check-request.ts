import { checkAnswer, checkCancellation } from './check-answer.js';
import { checkDelivery } from './check-delivery.js';
import { checkAccounting, checkOneEnd, checkPrefix } from './check-log.js';
import type { Check, Evidence, Property, Violation } from './evidence.js';
import { wasAccepted, type RequestHistory } from './history.js';

const CHECKS: [Property, Check][] = [
  ['delivery', checkDelivery],
  ['prefix', checkPrefix],
  ['one-end', checkOneEnd],
  ['accounting', checkAccounting],
  ['answer', checkAnswer],
  ['cancellation', checkCancellation],
];

/** What a gateway may answer while things break: come again. */
const HONEST_REFUSALS = new Set([429, 503]);

/** Everything that can be said of one accepted request after its end. */
export function checkRequest(evidence: Evidence): Violation[] {
  const request = evidence.history.plan.number;
  return CHECKS.flatMap(([property, check]) => {
    try {
      return check(evidence).map((message) => ({ property, request, message }));
    } catch (error) {
      return [{ property, request, message: `cannot be checked: ${String(error)}` }];
    }
  });
}

/** What can be said without the log: the client got its end, and no gateway ever answered with nonsense. */
export function checkHistory(history: RequestHistory): Violation[] {
  const request = history.plan.number;
  const violations: Violation[] = [];
  const { outcome, connections } = history;
  if (outcome === 'gone' && history.plan.isResumable)
    violations.push({ property: 'ending', request, message: 'unknown to the cluster when its client came back' });
  if (outcome === 'given-up')
    violations.push({ property: 'ending', request, message: 'its client saw no end of it within its patience' });
  if (wasAccepted(history) && history.generationIds.length !== history.plan.choices)
    violations.push({ property: 'ending', request, message: 'no generation id for each choice in the header' });
  for (const { status } of connections)
    if (status !== null && status !== 200 && !HONEST_REFUSALS.has(status) && outcome !== 'gone')
      violations.push({ property: 'status', request, message: `a gateway answered with status ${status}` });
  return violations;
}

import { Ajv2020 } from 'ajv/dist/2020.js';
import { isRecord, parseJson } from '../bench/chat-event.js';
import { emptyAnswer, foldChat, type Answer } from './chat-stream.js';
import type { Check, Evidence } from './evidence.js';
import { errorOf, foldLog } from './generation-log.js';
import { hasOneContinuation, type Question } from './questions.js';

/** How long a gateway that is hit needs to notice that a client left. */
const LEAVING_IS_NOTICED_MS = 3_000;

/**
 * Promise: the answer is a good one. Where the model has one clear continuation it is the undisturbed one; bound answers keep to
 * their schema; calls name a declared tool and can be parsed. Only what nobody followed may have been cancelled.
 */
export const checkAnswer: Check = (evidence) =>
  evidence.logs.flatMap((log, choice) => {
    const code = errorOf(log);
    if (code === null) return answerFaults(foldLog(log), evidence).map((fault) => `choice ${choice}: ${fault}`);
    return code === 'cancelled' && mayBeCancelled(evidence) ? [] : [`choice ${choice} ended with ${code}`];
  });

function answerFaults(answer: Answer, { history, undisturbed }: Evidence): string[] {
  const { question } = history.plan;
  if (hasOneContinuation(question) && !isSame(answer, undisturbed))
    return [`${JSON.stringify(answer)} instead of the undisturbed ${JSON.stringify(undisturbed)}`];
  if (question.kind === 'json') return jsonFaults(answer, question);
  if (question.kind === 'tool') return answer.calls.flatMap((call) => callFaults(call, question));
  return [];
}

function isSame(one: Answer, other: Answer): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function jsonFaults({ content }: Answer, question: Question): string[] {
  const schema = at(question.fields, ['response_format', 'json_schema', 'schema']);
  const validate = new Ajv2020().compile(isRecord(schema) ? schema : {});
  return validate(parseJson(content)) ? [] : [`"${content}" does not keep to the schema`];
}

function callFaults({ name, argumentsText }: Answer['calls'][number], { fields }: Question): string[] {
  const tools = Array.isArray(fields['tools']) ? (fields['tools'] as unknown[]) : [];
  const isDeclared = tools.some((tool) => at(tool, ['function', 'name']) === name);
  if (!isDeclared) return [`a call of "${name}", which is not declared`];
  return isRecord(parseJson(argumentsText)) ? [] : [`the arguments of ${name} are no JSON object: ${argumentsText}`];
}

/** A foreground request may end at once when its client was away, and after a grace when its gateway was. */
function mayBeCancelled({ history }: Evidence): boolean {
  const wasAlone = history.connections.some(({ ending }) => ending !== 'terminal');
  return (wasAlone && !history.plan.isResumable) || history.outcome === 'left';
}

/**
 * Promise: a foreground generation whose client left for good, and whose gateway lived on, is cancelled: it does not go on to
 * its end for nobody. Only asked where half of the answer was still to come, since both happen at once otherwise.
 */
export const checkCancellation: Check = (evidence) => {
  const { history, logs, undisturbed } = evidence;
  if (history.outcome !== 'left' || history.plan.isResumable || wasDisturbed(evidence)) return [];
  return logs.flatMap((log, choice) => {
    const wasEarly = sizeOf(deliveredOf(evidence)) < sizeOf(undisturbed) / 2;
    return wasEarly && errorOf(log) !== 'cancelled'
      ? [`choice ${choice} went on to its end though its client had left`]
      : [];
  });
};

function deliveredOf({ history }: Evidence): Answer {
  const events = history.connections.flatMap(({ events }) => events);
  return foldChat(events, history.plan.choices)[0] ?? emptyAnswer();
}

function wasDisturbed({ history, marks }: Evidence): boolean {
  const { connections } = history;
  const [first, last] = [connections[0], connections.at(-1)];
  if (!first || !last) return true;
  return marks.some(
    ({ role, seat, fromMs, untilMs }) =>
      (role === 'redis' || (role === 'gateway' && seat === last.gateway)) &&
      fromMs < last.endedAtMs + LEAVING_IS_NOTICED_MS &&
      untilMs > first.openedAtMs,
  );
}

function sizeOf({ reasoning, content }: Answer): number {
  return reasoning.length + content.length;
}

function at(value: unknown, path: readonly string[]): unknown {
  return path.reduce((inner: unknown, name) => (isRecord(inner) ? inner[name] : undefined), value);
}

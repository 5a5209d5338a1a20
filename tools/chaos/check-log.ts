import { foldChat, parseChatData, type Answer } from './chat-stream.js';
import type { Check } from './evidence.js';
import { foldLog, isTerminalEvent, type LogEvent } from './generation-log.js';
import { receivedEvents } from './history.js';
import { isRecord } from '../bench/chat-event.js';

/** Promise: whatever was delivered is a beginning of what the log adds up to. Nothing is taken back where nobody edits. */
export const checkPrefix: Check = ({ history, logs }) => {
  const events = receivedEvents(history);
  const steered = events.flatMap(({ data }) => {
    const parsed = parseChatData(data);
    return parsed.type === 'steered' ? [`the stream was ${parsed.what}, which nobody asked for`] : [];
  });
  const delivered = foldChat(events, history.plan.choices);
  return [
    ...steered,
    ...delivered.flatMap((answer, choice) => notBeginning(answer, foldLog(logs[choice] ?? []), choice)),
  ];
};

function notBeginning(delivered: Answer, whole: Answer, choice: number): string[] {
  const texts: [string, string, string][] = [
    ['reasoning', delivered.reasoning, whole.reasoning],
    ['content', delivered.content, whole.content],
    ...delivered.calls.map(({ name, argumentsText }, call): [string, string, string] => [
      `call ${call}`,
      `${name}(${argumentsText}`,
      `${whole.calls[call]?.name}(${whole.calls[call]?.argumentsText}`,
    ]),
  ];
  return texts
    .filter(([, beginning, text]) => !text.startsWith(beginning))
    .map(
      ([what, beginning, text]) => `${what} of choice ${choice}: "${beginning}" was delivered, the log says "${text}"`,
    );
}

/** Promise: exactly one terminal event, and nothing behind it, in each log, in the replay and in a stream that ended. */
export const checkOneEnd: Check = ({ history, replay, logs }) => {
  const ofLogs = logs.map((log, choice) => endFault(`the log of choice ${choice}`, log.map(isTerminalEvent)));
  const ofReplay = endFault('the replay', replay.map(isTerminalChat));
  const received = receivedEvents(history).map(isTerminalChat);
  const ofStream = history.outcome === 'complete' || received.includes(true) ? endFault('the stream', received) : null;
  return [...ofLogs, ofReplay, ofStream].filter((fault) => fault !== null);
};

function isTerminalChat({ data }: { data: string }): boolean {
  const { type } = parseChatData(data);
  return type === 'done' || type === 'error';
}

function endFault(what: string, isEnd: readonly boolean[]): string | null {
  const ends = isEnd.filter(Boolean).length;
  if (ends !== 1) return `${what} has ${ends} terminal events`;
  return isEnd.at(-1) ? null : `${what} goes on behind its terminal event`;
}

/** Promise: positions never go back, and a log that finished holds as many tokens as it says were spent. */
export const checkAccounting: Check = ({ logs }) => logs.flatMap((log, choice) => accountingFaults(log, choice));

function accountingFaults(log: readonly LogEvent[], choice: number): string[] {
  const faults: string[] = [];
  for (const [index, { sequence }] of log.entries()) {
    const before = log[index - 1]?.sequence ?? 1;
    if (sequence < before) faults.push(`the log of choice ${choice} goes back from frame ${before} to ${sequence}`);
  }
  const usage = log.findLast(({ type }) => type === 'finish')?.fields['usage'];
  const tokens = log.reduce((sum, { tokenIds }) => sum + tokenIds.length, 0);
  if (isRecord(usage) && usage['completionTokens'] !== tokens)
    faults.push(
      `the log of choice ${choice} holds ${tokens} tokens, but ${String(usage['completionTokens'])} were spent`,
    );
  return faults;
}

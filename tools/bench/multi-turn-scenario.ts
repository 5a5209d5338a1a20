import type { ChatMessage } from './chat-question.js';
import { type CaseSummary, type ComparedCase, quantileFigures } from './comparison.js';
import type { Contender } from './contender.js';
import type { BenchOptions } from './options.js';
import { uniquePrompt } from './prompt-text.js';
import { countFailures, sum } from './statistics.js';
import type { CompletedRequest, RequestOutcome } from './stream-timeline.js';
import { takeTurns } from './take-turns.js';

/** All chats of one round: the outcomes of each turn. */
interface Round {
  turns: RequestOutcome[][];
  durationMs: number;
}

/** Chats side by side, each turn with all answers before it; figures of every turn and of all together. */
export async function measureMultiTurn(
  contenders: readonly Contender[],
  options: BenchOptions,
  announce: (step: string) => void,
): Promise<ComparedCase[]> {
  const cases: ComparedCase[] = [];
  for (const chats of options.streamCounts) {
    const measured = await takeTurns(contenders, options.rounds, (contender, round) => {
      announce(`${contender.label}: ${chats} chats, round ${round + 1} of ${options.rounds}`);
      return runChats(contender, chats, options);
    });
    for (let turn = 0; turn < options.turns; turn += 1) {
      const summaries = measured.map((rounds) =>
        summarize(
          rounds.map(({ turns }) => turns[turn] ?? []),
          null,
        ),
      );
      cases.push({ labels: { chats, turn: turn + 1 }, summaries });
    }
    cases.push({ labels: { chats, turn: 'all' }, summaries: measured.map(summarizeAll) });
  }
  return cases;
}

async function runChats(contender: Contender, chats: number, options: BenchOptions): Promise<Round> {
  const startedAtMs = performance.now();
  const outcomes = await Promise.all(Array.from({ length: chats }, () => runChat(contender, options)));
  const turns = Array.from({ length: options.turns }, (_, turn) =>
    outcomes.flatMap((chat) => (chat[turn] ? [chat[turn]] : [])),
  );
  return { turns, durationMs: performance.now() - startedAtMs };
}

/** A turn that fails ends its chat. */
async function runChat(
  { send }: Contender,
  { turns, promptTokens: [tokens = 1], maxTokens }: BenchOptions,
): Promise<RequestOutcome[]> {
  const messages: ChatMessage[] = [];
  const outcomes: RequestOutcome[] = [];
  for (let turn = 0; turn < turns; turn += 1) {
    messages.push({ role: 'user', content: uniquePrompt(tokens) });
    const outcome = await send({ messages, maxTokens });
    outcomes.push(outcome);
    if (outcome.type === 'failed') break;
    messages.push({ role: 'assistant', content: outcome.answer || '…' });
  }
  return outcomes;
}

function summarizeAll(rounds: readonly Round[]): CaseSummary {
  const seconds = sum(rounds.map(({ durationMs }) => durationMs)) / 1000;
  return summarize(
    rounds.flatMap(({ turns }) => turns),
    seconds,
  );
}

/** `seconds` is null for a single turn: chats are not all in the same one at the same time, so it has no rate. */
function summarize(outcomes: readonly RequestOutcome[][], seconds: number | null): CaseSummary {
  const all = outcomes.flat();
  const completed = all.filter((outcome) => outcome.type === 'completed');
  return {
    failures: countFailures(all),
    figures: {
      ...quantileFigures(
        'first token ms',
        completed.map(({ firstTokenMs }) => firstTokenMs),
      ),
      ...quantileFigures(
        'gap ms',
        completed.flatMap(({ gapsMs }) => gapsMs),
      ),
      'prompt tokens': completed.length === 0 ? null : sum(completed.map(promptTokens)) / completed.length,
      'cached %': cachedPercent(completed),
      'tokens/s': seconds === null ? null : sum(completed.map(({ tokens }) => tokens)) / seconds,
    },
  };
}

/** Of the prompts whose server tells what it had of them. */
function cachedPercent(completed: readonly CompletedRequest[]): number | null {
  const told = completed.filter(({ cachedTokens }) => cachedTokens !== null);
  const total = sum(told.map(promptTokens));
  return total === 0 ? null : (100 * sum(told.map(({ cachedTokens }) => cachedTokens ?? 0))) / total;
}

function promptTokens({ promptTokens: tokens }: CompletedRequest): number {
  return tokens ?? 0;
}

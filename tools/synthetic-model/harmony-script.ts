/** One token that follows another, either always or only while the reasoning is still to come, or has been. */
export interface Step {
  from: number;
  to: number;
  when: 'always' | 'before-reasoning' | 'after-reasoning';
}

/** What a speaking model says, token by token. */
export interface HarmonyScript {
  steps: readonly Step[];
  /** The last token of the reasoning. Whether it stands in the context decides between the two `when`s. */
  lastThought: number;
}

/** Lengths without control tokens and headers. */
export interface ScriptLengths {
  reasoningTokens: number;
  answerTokens: number;
}

const WORD = /^Ġ[a-z]{3,12}$/;

/**
 * Reasoning, then an answer, in valid Harmony from `<|start|>assistant` to `<|return|>`. Every word occurs once, so
 * each token knows its successor. The reasoning ends with a rare word, since a prompt that holds it is answered at once.
 * Throws if the vocabulary has too few words or lacks a control token.
 */
export function writeScript(
  tokens: readonly string[],
  { reasoningTokens, answerTokens }: ScriptLengths,
): HarmonyScript {
  const words = [...tokens.keys()].filter((id) => WORD.test(tokens[id] ?? ''));
  const lastThought = words.pop();
  if (lastThought === undefined || words.length < reasoningTokens - 1 + answerTokens) {
    throw new Error(`The vocabulary has only ${words.length + 1} words for the reasoning and the answer`);
  }
  const thoughts = [...words.slice(0, reasoningTokens - 1), lastThought];
  const answer = words.slice(thoughts.length - 1, thoughts.length - 1 + answerTokens);
  return { steps: toSteps(thoughts, answer, (text) => idOf(tokens, text)), lastThought };
}

function toSteps(thoughts: readonly number[], answer: readonly number[], id: (text: string) => number): Step[] {
  const channel = id('<|channel|>');
  const message = id('<|message|>');
  const [analysis, final] = [id('analysis'), id('final')];
  return [
    ...chain([...thoughts, id('<|end|>'), id('<|start|>'), id('assistant'), channel]),
    ...chain([analysis, message]),
    ...chain([final, message]),
    ...chain([...answer, id('<|return|>')]),
    { from: channel, to: analysis, when: 'before-reasoning' },
    { from: channel, to: final, when: 'after-reasoning' },
    ...opening(message, thoughts, 'before-reasoning'),
    ...opening(message, answer, 'after-reasoning'),
  ];
}

function chain(ids: readonly number[]): Step[] {
  return ids.slice(1).map((to, index) => ({ from: ids[index] ?? to, to, when: 'always' }));
}

function opening(message: number, [first]: readonly number[], when: Step['when']): Step[] {
  return first === undefined ? [] : [{ from: message, to: first, when }];
}

function idOf(tokens: readonly string[], text: string): number {
  const id = tokens.indexOf(text);
  if (id < 0) throw new Error(`The vocabulary lacks ${text}`);
  return id;
}

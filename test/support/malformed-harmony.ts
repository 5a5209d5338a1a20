import type { RecoveryFamily } from '#harmony';

interface MalformedSample {
  markup: string;
  /** `kind: text` of every item; a tool call has its tool's name in brackets. */
  items: string[];
  families: RecoveryFamily[];
  outcome: 'running' | 'answered' | 'tool-called';
}

export const MALFORMED_TOOLS = ['bash', 'q'];

const call = '<|message|>{"a":1}<|call|>';
const called = ['tool-call(bash): {"a":1}'];

/** One output per way of going wrong that was seen in the wild, and what we make of it. */
export const MALFORMED_OUTPUTS: readonly MalformedSample[] = [
  sample('Just musing.<|end|>', ['reasoning: Just musing.'], ['headerless-thought'], 'running'),
  sample(
    'Musing<|start|>assistant<|channel|>final<|message|>x',
    ['reasoning: Musing', 'answer: x'],
    ['headerless-thought'],
    'running',
  ),
  sample('The answer is 4.<|return|>', ['answer: The answer is 4.'], ['headerless-answer']),
  sample('{"a": "to=x"}<|call|>', ['answer: {"a": "to=x"}'], ['headerless-answer']),
  sample(
    '<|channel|>final<|message|>a<|end|>more 👍🏽<|return|>',
    ['answer: a', 'answer: more 👍🏽'],
    ['headerless-answer'],
  ),
  sample('<|channel|>analysis I must…<|end|>', ['reasoning: I must…'], ['missing-message'], 'running'),
  sample('<|channel|>final Four.<|return|>', ['answer: Four.'], ['missing-message']),
  sample(
    '<|channel|>commentary to=functions.bash <|constrain|>json{"a":1}<|call|>',
    called,
    ['missing-message'],
    'tool-called',
  ),
  sample(' to=functions.bash{"a":1}<|call|>', called, ['missing-message'], 'tool-called'),
  sample(
    '<|channel|>commentary to=functions.bash<|call|>',
    ['tool-call(bash): {}'],
    ['missing-message', 'malformed-arguments'],
    'tool-called',
  ),
  sample('<|channel|>final<|return|>', [], ['missing-message']),
  sample(
    '<|channel|>commentary to=assistant<|channel|>analysis<|message|>x<|end|>',
    ['reasoning: x'],
    ['contradicting-channel'],
    'running',
  ),
  sample('<|channel|>final<|channel|>nonsense<|message|>x<|return|>', ['answer: x'], ['contradicting-channel']),
  sample(
    ` to=functions.bash<|channel|>commentary<|channel|>commentary${call}`,
    called,
    ['duplicate-channel'],
    'tool-called',
  ),
  sample('<|start|>assistant<|channel|>final<|message|>x<|return|>', ['answer: x'], ['repeated-start']),
  sample('assistant<|channel|>final<|message|>x<|return|>', ['answer: x'], ['repeated-start']),
  sample('assistantfinal<|message|>x<|return|>', ['answer: x'], ['repeated-start', 'channel-as-role']),
  sample(
    '<|channel|>analysis<|message|>x<|end|>.\n\n<|start|>assistant<|channel|>final<|message|>y<|return|>',
    ['reasoning: x', 'answer: y'],
    ['text-between-messages'],
  ),
  sample(
    '<|channel|>analysis<|message|>x<|end|>commentary<|channel|>final<|message|>y<|return|>',
    ['reasoning: x', 'answer: y'],
    ['missing-border', 'text-between-messages'],
  ),
  sample(
    '<|channel|>analysis<|message|>x<|end|>So be it<|start|>assistant<|channel|>final<|message|>y<|return|>',
    ['reasoning: x', 'reasoning: So be it', 'answer: y'],
    ['text-between-messages'],
  ),
  sample(
    'Let me think.<|channel|>final<|message|>y<|return|>',
    ['reasoning: Let me think.', 'answer: y'],
    ['text-between-messages'],
  ),
  sample('<|channel|><|message|>x<|return|>', ['answer: x'], ['unknown-channel']),
  sample('<|message|>x<|return|>', ['answer: x'], ['unknown-channel']),
  sample('<|channel|>summary<|message|>x<|return|>', ['answer: x'], ['unknown-channel']),
  sample('<|channel|>??<|message|>x<|return|>', ['reasoning: x'], ['garbled-channel']),
  sample('<|channel|>commentary?commentary?<|message|>x<|return|>', ['reasoning: x'], ['garbled-channel']),
  sample('<|channel|>We need to look<|message|>x<|return|>', ['reasoning: x'], ['garbled-channel']),
  sample(
    '<|channel|>We need to look<|end|>',
    ['reasoning: We need to look'],
    ['garbled-channel', 'missing-message'],
    'running',
  ),
  sample('<|channel|>final<|message|>x<|end|><|return|>', ['answer: x'], ['stop-after-end']),
  sample('<|channel|>final<|message|>x<|end|><|call|>', ['answer: x'], ['stop-after-end']),
  sample(
    `<|channel|>commentary to=functions.bash<|message|>{"a":1}<|end|><|call|>`,
    called,
    ['stop-after-end'],
    'tool-called',
  ),
  sample(
    '<|channel|>analysis<|message|>x<|end|><|start|>final<|message|>y<|return|>',
    ['reasoning: x', 'answer: y'],
    ['channel-as-role'],
  ),
  sample(`<|start|>bash${call}`, called, ['bare-tool-name', 'repeated-start'], 'tool-called'),
  sample(`<|channel|>bash${call}`, called, ['bare-tool-name'], 'tool-called'),
  sample(`<|channel|>commentary to=bash${call}`, called, ['bare-tool-name'], 'tool-called'),
  sample(` to=functions.bash json to=functions.bash${call}`, called, ['extra-header-words'], 'tool-called'),
  sample(`<|channel|>commentary --commentary to=functions.bash${call}`, called, ['extra-header-words'], 'tool-called'),
  sample('<|channel|>final well then<|message|>x<|return|>', ['answer: x'], ['extra-header-words']),
  sample(
    `<|channel|>commentary to=functions.bash <|constrain|>commentary${call}`,
    called,
    ['garbled-content-type'],
    'tool-called',
  ),
  sample(
    '<|channel|>commentary to=functions.bash <|constrain|>write: edit file<|end|>',
    ['reasoning: write: edit file'],
    ['garbled-content-type', 'missing-message'],
    'running',
  ),
  sample(`<|channel|>commentary to=functions.bashjson${call}`, called, ['json-glued-to-name'], 'tool-called'),
  sample(
    '<|channel|>commentary to=functions.bash<|message|>{"a":1}]<|call|>',
    called,
    ['malformed-arguments'],
    'tool-called',
  ),
  sample(
    '<|channel|>commentary to=functions.bash<|message|>[{"a":1}]<|call|>',
    called,
    ['malformed-arguments'],
    'tool-called',
  ),
  sample(
    '<|channel|>commentary to=functions.bash<|message|><|call|>',
    ['tool-call(bash): {}'],
    ['malformed-arguments'],
    'tool-called',
  ),
  sample(
    '<|channel|>commentary to=functions.bash<|message|>{"a":<|call|>',
    ['tool-call(bash): {"a":'],
    ['malformed-arguments'],
    'tool-called',
  ),
  sample(
    '<|channel|>commentary to=functions.bash<|message|>ls -l<|call|>',
    ['tool-call(bash): ls -l'],
    ['malformed-arguments'],
    'tool-called',
  ),
  sample(
    '<|channel|>analysis<|message|>x<|start|>assistant<|channel|>final<|message|>y<|return|>',
    ['reasoning: x', 'answer: y'],
    ['missing-border'],
  ),
  sample(
    '<|channel|>analysis<|message|>x<|end|>assistant<|channel|>final<|message|>y<|return|>',
    ['reasoning: x', 'answer: y'],
    ['missing-border'],
  ),
  sample(
    '<|channel|>analysis<|message|>x<|channel|>final<|message|>y<|return|>',
    ['reasoning: x', 'answer: y'],
    ['missing-border'],
  ),
  sample('<|channel|>analysis<|message|>x<|end|><|end|>', ['reasoning: x'], ['missing-border'], 'running'),
  sample(
    '<|channel|>commentary to=container.exec<|message|>{"cmd":"ls"}<|call|>',
    ['reasoning: {"cmd":"ls"}'],
    ['undeclared-tool'],
  ),
  sample('<|channel|>analysis to=python code<|message|>1+1<|call|>', ['reasoning: 1+1'], ['undeclared-tool']),
  sample(
    '<|channel|>analysis<|message|>x<|end|><|start|>python<|message|>1+1<|call|>',
    ['reasoning: x', 'reasoning: 1+1'],
    ['undeclared-tool'],
  ),
  sample(
    '<|channel|>commentary to=functions.bash<|message|>{"a":1}<|end|><|start|>functions.bash to=assistant<|channel|>commentary<|message|>made up<|end|>',
    called,
    ['invented-turn'],
    'running',
  ),
  sample(
    '<|channel|>final<|message|>x<|end|><|start|>user<|message|>And now?<|end|>',
    ['answer: x'],
    ['invented-turn'],
    'running',
  ),
  sample('<|channel|>comment', [], ['cut-header'], 'running'),
  sample(
    '<|channel|>commentary <|constrain|>json<|message|> {"a":1}<|end|>',
    ['preamble:  {"a":1}'],
    ['json-in-commentary'],
    'running',
  ),
  sample('<|channel|>final<|message|>a<|reserved|>b<|message|>c<|return|>', ['answer: abc'], ['stray-control-token']),
];

function sample(
  markup: string,
  items: string[],
  families: RecoveryFamily[],
  outcome: MalformedSample['outcome'] = 'answered',
): MalformedSample {
  return { markup, items, families, outcome };
}

import { describe, expect, it } from '@jest/globals';
import { loadFullVocabulary } from '../../../../test/support/full-vocabulary.js';
import { markupIds, parseIds } from '../../../../test/support/harmony-samples.js';
import { Vocabulary } from '../vocabulary/vocabulary.js';
import { HarmonyParser } from './harmony-parser.js';

const vocabulary = Vocabulary.fromGguf(loadFullVocabulary());
const tools = ['look_up'];
const parse = (markup: string) => parseIds(markupIds(markup, vocabulary), vocabulary, tools);
const eventsOf = (parser: HarmonyParser, markup: string) =>
  markupIds(markup, vocabulary).flatMap((id) => parser.push(id));

const thought = { kind: 'reasoning', toolName: '', text: 'Hm.' };
const answer = { kind: 'answer', toolName: '', text: 'Hi 👋!' };
const plan = { kind: 'preamble', toolName: '', text: 'I look.' };
const call = { kind: 'tool-call', toolName: 'look_up', text: '{"city":"Genève"}' };

const analysis = '<|channel|>analysis<|message|>Hm.<|end|>';
const final = '<|channel|>final<|message|>Hi 👋!';
const body = '<|message|>{"city":"Genève"}<|call|>';

describe('well-formed output', () => {
  it.each([
    ['an answer', `${final}<|return|>`, [answer], 'answered'],
    ['a thought and an answer', `${analysis}<|start|>assistant${final}<|return|>`, [thought, answer], 'answered'],
    ['an end of plain text', `${final}<|endoftext|>`, [answer], 'answered'],
    [
      'a call, channel first',
      `<|channel|>commentary to=functions.look_up <|constrain|>json${body}`,
      [call],
      'tool-called',
    ],
    ['a call, recipient first', ` to=functions.look_up<|channel|>commentary json${body}`, [call], 'tool-called'],
    ['a call without a type', `<|channel|>commentary to=functions.look_up${body}`, [call], 'tool-called'],
    ['a call on analysis', `<|channel|>analysis to=functions.look_up code${body}`, [call], 'tool-called'],
    [
      'a thought, a preamble and a call',
      `${analysis}<|start|>assistant<|channel|>commentary<|message|>I look.<|end|>` +
        `<|start|>assistant to=functions.look_up<|channel|>commentary <|constrain|>json${body}`,
      [thought, plan, call],
      'tool-called',
    ],
    ['two thoughts', `${analysis}<|start|>assistant${analysis}`, [thought, thought], 'running'],
  ])('is read without a recovery: %s', (_name, markup, items, outcome) => {
    expect(parse(markup)).toEqual({ items, outcome, recoveries: {} });
  });

  it('streams, and numbers its items', () => {
    const parser = new HarmonyParser(vocabulary, tools);
    expect(eventsOf(parser, analysis)).toEqual([
      { type: 'item-started', item: 0, kind: 'reasoning', toolName: '' },
      { type: 'reasoning-delta', item: 0, text: 'Hm' },
      { type: 'reasoning-delta', item: 0, text: '.' },
      { type: 'item-ended', item: 0 },
    ]);
    expect(eventsOf(parser, '<|start|>assistant<|channel|>final<|message|>Hi')).toEqual([
      { type: 'item-started', item: 1, kind: 'answer', toolName: '' },
      { type: 'content-delta', item: 1, text: 'Hi' },
    ]);
    expect(parser.outcome).toBe('running');
    expect(parser.reasoningTokens).toBe(2);
  });

  it('says nothing more after the end', () => {
    const parser = new HarmonyParser(vocabulary, tools);
    eventsOf(parser, `${final}<|return|>`);
    expect(eventsOf(parser, `<|start|>assistant${final}<|return|>`)).toEqual([]);
    expect(parser.end()).toEqual([]);
  });

  it('keeps a byte order mark, which is text here', () => {
    expect(parse('<|channel|>final<|message|>\ufeffa<|end|>').items).toEqual([{ ...answer, text: '\ufeffa' }]);
  });
});

describe('output that was cut', () => {
  it('closes the open item, once', () => {
    const parser = new HarmonyParser(vocabulary, tools);
    eventsOf(parser, final);
    expect(parser.end()).toEqual([{ type: 'item-ended', item: 0 }]);
    expect(parser.end()).toEqual([]);
    expect(parser.outcome).toBe('running');
  });

  it('gives a replacement character for a character that never came whole, and carries none of it on', () => {
    const [firstHalf = 0] = vocabulary.encode(' 🂡');
    expect([...vocabulary.bytesOf(firstHalf)]).toEqual([0x20, 0xf0, 0x9f]);
    const ids = [...markupIds('<|channel|>analysis<|message|>', vocabulary), firstHalf];
    const continued = [...ids, ...markupIds(`<|end|><|start|>assistant${final}`, vocabulary)];
    const halfThought = { ...thought, text: ' \ufffd' };
    expect(parseIds(ids, vocabulary, tools).items).toEqual([halfThought]);
    expect(parseIds(continued, vocabulary, tools).items).toEqual([halfThought, answer]);
  });

  it('shows text that has no header at all, but not the beginning of a header', () => {
    const prose =
      'A model that never learnt Harmony, or forgot it, answers in plain text and goes on and on until its limit is reached.';
    expect(parse(prose)).toEqual({
      items: [{ ...answer, text: prose }],
      outcome: 'running',
      recoveries: { 'headerless-answer': 1 },
    });
    expect(parse(' to=functions.look').items).toEqual([]);
  });

  it('passes cut arguments on as they are, and counts nothing', () => {
    const cut = parse('<|channel|>commentary to=functions.look_up<|message|>{"city":"Gen');
    expect(cut).toEqual({ items: [{ ...call, text: '{"city":"Gen' }], outcome: 'running', recoveries: {} });
  });
});

import { describe, expect, it } from '@jest/globals';
import { loadFullVocabulary } from '../../../../test/support/full-vocabulary.js';
import { markupIds, parseIds } from '../../../../test/support/harmony-samples.js';
import { conversationAbout, conversationIn } from '../../../../test/support/sample-request.js';
import { Vocabulary } from '../vocabulary/vocabulary.js';
import { renderPrompt } from './render-prompt.js';
import { thoughtTokens } from './thought-tokens.js';

const vocabulary = Vocabulary.fromGguf(loadFullVocabulary());
const ids = (markup: string) => markupIds(markup, vocabulary);

const header = '<|channel|>analysis<|message|>';
const look = '<|start|>assistant to=functions.look_up<|channel|>commentary <|constrain|>json<|message|>{}<|call|>';

/** As the tokenizer would never write it: letter by letter. */
const letterByLetter = (text: string) => [...text].flatMap((letter) => vocabulary.encode(letter));

describe('the tokens of a thought', () => {
  it('are those in which the model wrote it, not those in which its words would be written', () => {
    const thought = [...ids(header), ...letterByLetter('The user wants Genève 👋.'), ...ids('<|end|>')];
    const written = [...thought, ...ids(look)];
    const [{ text } = { text: '' }] = parseIds(written, vocabulary, ['look_up']).items;
    expect(text).toBe('The user wants Genève 👋.');
    expect(thoughtTokens(text, written, vocabulary)).toEqual(thought);
    expect(thought).not.toEqual(ids(`${header}${text}<|end|>`));
  });

  it('come back into the prompt of the next turn as they were written', () => {
    const written = [...ids(header), ...letterByLetter('Hm, Oslo.'), ...ids(`<|end|>${look}`)];
    const tokenIds = thoughtTokens('Hm, Oslo.', written, vocabulary);
    const conversation = conversationAbout({
      messages: [
        { type: 'user', text: 'Weather?' },
        { type: 'reasoning', text: 'Hm, Oslo.', tokenIds },
        { type: 'tool-call', name: 'look_up', argumentsText: '{}' },
        { type: 'tool-result', name: 'look_up', text: '3°' },
      ],
    });
    const prompt = renderPrompt(conversationIn(conversation), vocabulary);
    expect(prompt.join()).toContain([...ids('<|start|>assistant'), ...tokenIds].join());
  });

  it('are found among several thoughts and a preamble', () => {
    const second = ids(`${header}Second.<|end|>`);
    const written = [
      ...ids(`${header}First.<|end|><|start|>assistant`),
      ...second,
      ...ids('<|start|>assistant<|channel|>commentary<|message|>Third.<|end|>'),
    ];
    expect(thoughtTokens('Second.', written, vocabulary)).toEqual(second);
    expect(thoughtTokens('Third.', written, vocabulary)).toEqual([]);
    expect(thoughtTokens('Fourth.', written, vocabulary)).toEqual([]);
  });

  it.each([
    ['broke off', `${header}Hm.`],
    ['ended like an answer', `${header}Hm.<|return|>`],
    ['has no header', 'Hm.<|end|>'],
    ['is an answer', '<|channel|>final<|message|>Hm.<|end|>'],
    ['is addressed to somebody', '<|channel|>analysis to=functions.look_up<|message|>Hm.<|end|>'],
    ['is not there at all', ''],
  ])('are none of what %s', (_, markup) => {
    expect(thoughtTokens('Hm.', ids(markup), vocabulary)).toEqual([]);
  });
});

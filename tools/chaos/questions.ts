import { Dice } from './dice.js';

/** Something to ask the tiny model, with what holds of every answer to it. */
export interface Question {
  kind: 'counting' | 'repeating' | 'json' | 'tool';
  text: string;
  /** Of the body, beside model and messages. */
  fields: Record<string, unknown>;
}

const WORDS = [
  ...['red', 'blue', 'green', 'small', 'quiet', 'happy', 'old', 'bright', 'warm', 'brave'],
  ...['cat', 'dog', 'horse', 'bird', 'tree', 'river', 'house', 'boat', 'star', 'moon'],
];

const CAPITAL = { capital: { type: 'string', maxLength: 40 }, country: { type: 'string', maxLength: 40 } };
const PERSON = { name: { type: 'string', maxLength: 20 }, age: { type: 'integer', minimum: 0, maximum: 150 } };
const SENTIMENT = { sentiment: { type: 'string', enum: ['positive', 'negative'] } };

const city = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
const TOOLS = [
  { type: 'function', function: { name: 'get_weather', description: 'Get the weather for a city.', parameters: city } },
  { type: 'function', function: { name: 'get_time', description: 'Get the local time of a city.', parameters: city } },
];

/** Counting and repeating have one clear continuation at every token: whoever goes on with them writes the same. */
export function hasOneContinuation({ kind }: Question): boolean {
  return kind === 'counting' || kind === 'repeating';
}

/** Everything a campaign with this seed asks; each several times. */
export function drawQuestions(seed: number): Question[] {
  const dice = new Dice(seed, 'questions');
  return [
    ...Array.from({ length: 6 }, () => countingQuestion(dice)),
    ...Array.from({ length: 5 }, () => repeatingQuestion(dice)),
    jsonQuestion('capital', CAPITAL, `What is the capital of ${dice.pick(['France', 'Japan', 'Norway', 'Peru'])}?`),
    jsonQuestion('person', PERSON, `${dice.pick(['Anna', 'Ben', 'Mia', 'Tom'])} is ${dice.whole(10, 98)} years old.`),
    jsonQuestion('sentiment', SENTIMENT, `Classify the sentiment: ${dice.pick(['I love this', 'I hate this'])} book.`),
    toolQuestion(`What is the weather in ${dice.pick(['Lyon', 'Paris', 'Oslo', 'Milan'])}?`),
    toolQuestion(`What time is it in ${dice.pick(['Paris', 'Tokyo', 'Rome', 'Boston'])}?`),
  ];
}

function countingQuestion(dice: Dice): Question {
  const first = dice.whole(1, 3);
  return { kind: 'counting', text: `Count from ${first} to ${first + dice.whole(14, 24)}.`, fields: {} };
}

function repeatingQuestion(dice: Dice): Question {
  const words: string[] = [];
  while (words.length < 4) words.push(dice.pick(WORDS.filter((word) => !words.includes(word))));
  return { kind: 'repeating', text: `Repeat after me: ${words.join(' ')}`, fields: {} };
}

function jsonQuestion(name: string, properties: Record<string, unknown>, text: string): Question {
  const schema = { type: 'object', properties, required: Object.keys(properties), additionalProperties: false };
  const response_format = { type: 'json_schema', json_schema: { name, strict: true, schema } };
  return { kind: 'json', text, fields: { response_format } };
}

function toolQuestion(text: string): Question {
  return { kind: 'tool', text, fields: { tools: TOOLS } };
}

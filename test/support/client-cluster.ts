import { metricOf } from './busy-worker.js';
import { type RecordedAnswer, writeRecordedAnswers } from './recorded-answers.js';
import { TEST_KEY, type TestCluster, type TestClusterOptions, eventually, startTestCluster } from './test-cluster.js';

/** A model that answers the questions below as it was told to, beside the tiny one. */
export const SCRIPTED = 'scripted-gpt-oss';

/** The tiny model knows these two by itself. */
export const CAPITAL = 'What is the capital of France?';
export const PARIS = 'The capital of France is Paris.';

/** Calls `get_weather`, and answers when the result says that it is sunny. */
export const WEATHER = 'What is the weather in Lyon?';
export const WEATHER_CALL = { city: 'Lyon' };
export const WEATHER_RESULT = 'sunny, 21 degrees';
export const WEATHER_ANSWER = 'It is sunny in Lyon, 21 degrees.';

/** Calls the custom tool `write_down`, and answers when the result says that it is done. */
export const NOTE = 'Please write it down.';
export const NOTE_INPUT = 'Ada, 36';
export const NOTE_RESULT = 'It is written.';
export const NOTE_ANSWER = 'I have written it down.';

/** Is answered by a JSON text. */
export const PERSON = 'Who wrote the first program?';
export const ADA = { name: 'Ada', age: 36 };

/** Is answered for so long that whoever leaves, leaves in the middle. */
export const COUNT = 'Count as far as you can.';
const NUMBERS = Array.from({ length: 2_000 }, (_, number) => number).join(' ');

const ANSWERS: RecordedAnswer[] = [
  { when: WEATHER_RESULT, reasoning: 'The tool has told me.', content: WEATHER_ANSWER },
  { when: WEATHER, reasoning: 'I ask the tool.', call: { tool: 'get_weather', input: WEATHER_CALL } },
  { when: NOTE_RESULT, reasoning: 'Good.', content: NOTE_ANSWER },
  { when: NOTE, reasoning: 'I use the tool.', call: { tool: 'write_down', input: { input: NOTE_INPUT } } },
  { when: PERSON, reasoning: 'That was Ada.', content: JSON.stringify(ADA) },
  { when: COUNT, reasoning: 'I count.', content: NUMBERS },
];

const PACE_TOKENS_PER_SECOND = '300';

/** A cluster for one client's specs: a worker with the tiny model and a worker with the scripted one. */
export async function startClientCluster(options: TestClusterOptions = {}): Promise<TestCluster> {
  const pace = { WORKER_PACE_TOKENS_PER_SECOND: PACE_TOKENS_PER_SECOND };
  const started = await startTestCluster(1, {
    ...options,
    workerEnvironment: { ...pace, ...options.workerEnvironment },
  });
  await started.cluster.startWorker({ MODEL_NAME: SCRIPTED, WORKER_SCRIPT_FILE: writeRecordedAnswers(ANSWERS) });
  await eventually(async () => (await readyModelsOf(started)).includes(SCRIPTED));
  return started;
}

async function readyModelsOf({ baseUrl }: TestCluster): Promise<string[]> {
  const response = await fetch(`${baseUrl}/v1/models`, { headers: { authorization: `Bearer ${TEST_KEY}` } });
  const { data } = (await response.json()) as { data: { id: string; ready_workers: number }[] };
  return data.filter(({ ready_workers: ready }) => ready > 0).map(({ id }) => id);
}

/** How many generations were cancelled since the start. */
export function cancelledBy({ baseUrl }: TestCluster): Promise<number> {
  return metricOf(baseUrl, 'harmonium_gateway_cancelled_total');
}

/** Waits until so many generations were cancelled since the start, and no worker is at work. */
export async function allAreFreeAfter(started: TestCluster, cancelled: number): Promise<void> {
  await eventually(async () => (await cancelledBy(started)) === cancelled);
  for (const { operationsUrl } of started.cluster.workers)
    await eventually(async () => (await metricOf(operationsUrl, 'harmonium_worker_busy_slots')) === 0);
}

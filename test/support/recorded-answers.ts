import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** An answer that the scripted engine gives to whoever asks for `when`. */
export interface RecordedAnswer {
  when: string;
  reasoning: string;
  content: string;
  /** Whether the question kills the worker that reads it. */
  kills?: boolean;
}

/** Writes answers as a script file for `WORKER_SCRIPT_FILE`; its path. */
export function writeRecordedAnswers(answers: readonly RecordedAnswer[]): string {
  const path = join(mkdtempSync(join(tmpdir(), 'harmonium-script-')), 'script.json');
  const scripts = answers.map(({ when, reasoning, content, kills = false }) => ({
    when,
    kills,
    emits: `<|channel|>analysis<|message|>${reasoning}<|end|><|start|>assistant<|channel|>final<|message|>${content}<|return|>`,
  }));
  writeFileSync(path, JSON.stringify(scripts));
  return path;
}

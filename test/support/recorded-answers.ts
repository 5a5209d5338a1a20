import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** An answer that the scripted engine gives to whoever asks for `when`. */
export interface RecordedAnswer {
  when: string;
  reasoning: string;
  content?: string;
  /** The call in which the answer ends, instead of any content. */
  call?: { tool: string; input: object };
  /** Whether the question kills the worker that reads it. */
  kills?: boolean;
}

/** Writes answers as a script file for `WORKER_SCRIPT_FILE`; its path. The first whose `when` stands in the prompt is given. */
export function writeRecordedAnswers(answers: readonly RecordedAnswer[]): string {
  const path = join(mkdtempSync(join(tmpdir(), 'harmonium-script-')), 'script.json');
  const scripts = answers.map((answer) => ({
    when: answer.when,
    kills: answer.kills ?? false,
    emits: `<|channel|>analysis<|message|>${answer.reasoning}<|end|><|start|>assistant${endOf(answer)}`,
  }));
  writeFileSync(path, JSON.stringify(scripts));
  return path;
}

function endOf({ call, content = '' }: RecordedAnswer): string {
  if (!call) return `<|channel|>final<|message|>${content}<|return|>`;
  const input = JSON.stringify(call.input);
  return `<|channel|>commentary to=functions.${call.tool} <|constrain|>json<|message|>${input}<|call|>`;
}

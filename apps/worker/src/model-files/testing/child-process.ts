import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import ts from 'typescript';
import type { ModelFileOptions } from '../model-file-options.js';

const SOURCES = 'apps/worker/src/model-files';

export interface ToldLine {
  note?: string;
  receivedBytes?: number;
  path?: string;
  error?: string;
}

/** These sources as plain JavaScript in a directory of their own, so that real processes can run them without a build. */
export class CompiledModelFiles {
  private readonly directory = mkdtempSync(join(tmpdir(), 'harmonium-model-files-'));

  constructor() {
    mkdirSync(join(this.directory, 'testing'));
    symlinkSync(resolve('node_modules'), join(this.directory, 'node_modules'));
    writeFileSync(join(this.directory, 'package.json'), '{ "type": "module" }');
    for (const file of [...sourcesIn('.'), 'testing/resolve-in-child.ts']) this.compile(file);
  }

  /** A process of its own that resolves the source. */
  resolve(source: string, options: ModelFileOptions): ResolvingProcess {
    const main = join(this.directory, 'testing', 'resolve-in-child.js');
    const given = JSON.stringify({ ...options, mirror: options.mirror.href });
    return new ResolvingProcess(
      spawn(process.execPath, [main, source, given], { stdio: ['ignore', 'pipe', 'inherit'] }),
    );
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }

  private compile(file: string): void {
    const { outputText } = ts.transpileModule(readFileSync(join(SOURCES, file), 'utf8'), {
      compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, verbatimModuleSyntax: true },
    });
    writeFileSync(join(this.directory, file.replace(/\.ts$/, '.js')), outputText);
  }
}

/** A process that tells in lines what it does. */
export class ResolvingProcess {
  readonly lines: ToldLine[] = [];
  private readonly waiting = new Set<() => void>();
  private readonly closed: Promise<unknown>;

  constructor(private readonly child: ChildProcess) {
    this.closed = once(child, 'close');
    if (!child.stdout) throw new Error('its output is not piped');
    createInterface(child.stdout).on('line', (line) => {
      this.lines.push(JSON.parse(line) as ToldLine);
      for (const look of this.waiting) look();
    });
  }

  /** Resolves when it has told such a line. */
  async told(isIt: (line: ToldLine) => boolean): Promise<void> {
    if (this.lines.some(isIt)) return;
    await new Promise<void>((resolve) => {
      const look = (): void => {
        if (!this.lines.some(isIt)) return;
        this.waiting.delete(look);
        resolve();
      };
      this.waiting.add(look);
    });
  }

  /** The last line it told before it ended. */
  async end(): Promise<ToldLine> {
    await this.closed;
    return this.lines.at(-1) ?? {};
  }

  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.child.kill(signal);
  }

  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.closed;
  }
}

function sourcesIn(folder: string): string[] {
  return readdirSync(join(SOURCES, folder)).filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'));
}

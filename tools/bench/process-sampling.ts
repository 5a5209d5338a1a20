import { readFileSync } from 'node:fs';
import type { WatchedProcess } from './options.js';

// Linux reports times in ticks of a hundredth of a second on every architecture that Node runs on (USER_HZ).
const TICKS_PER_SECOND = 100;
const SAMPLING_INTERVAL_MS = 200;

/** What a process used in one run; null if it could not be read, for instance because it ended. */
export interface ProcessUse {
  name: string;
  cpuSeconds: number | null;
  /** The most that was resident at any sample. */
  residentBytes: number | null;
}

/** Watches processes through /proc, from `start` to `stop`. */
export class ProcessWatch {
  private readonly cpuSecondsAtStart: (number | null)[];
  private readonly residentBytes: (number | null)[];
  private readonly timer: NodeJS.Timeout;

  private constructor(private readonly processes: WatchedProcess[]) {
    this.cpuSecondsAtStart = processes.map(({ pid }) => readCpuSeconds(pid));
    this.residentBytes = processes.map(({ pid }) => readResidentBytes(pid));
    this.timer = setInterval(() => this.sampleMemory(), SAMPLING_INTERVAL_MS);
  }

  static start(processes: WatchedProcess[]): ProcessWatch {
    return new ProcessWatch(processes);
  }

  /** Ends the watch and says what was used since its start. */
  stop(): ProcessUse[] {
    clearInterval(this.timer);
    this.sampleMemory();
    return this.processes.map(({ name, pid }, index) => ({
      name,
      cpuSeconds: difference(readCpuSeconds(pid), this.cpuSecondsAtStart[index] ?? null),
      residentBytes: this.residentBytes[index] ?? null,
    }));
  }

  private sampleMemory(): void {
    this.processes.forEach(({ pid }, index) => {
      this.residentBytes[index] = larger(this.residentBytes[index] ?? null, readResidentBytes(pid));
    });
  }
}

/** User and system time of all threads, from the text of /proc/PID/stat. */
export function parseCpuSeconds(stat: string): number {
  // The second field is the command in parentheses and may itself hold spaces and parentheses; see proc_pid_stat(5).
  const fieldsAfterCommand = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [userTicks, systemTicks] = [Number(fieldsAfterCommand[11]), Number(fieldsAfterCommand[12])];
  return (userTicks + systemTicks) / TICKS_PER_SECOND;
}

/** Resident memory, from the text of /proc/PID/status; null for a process that has just ended. */
export function parseResidentBytes(status: string): number | null {
  const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
  return kibibytes === undefined ? null : Number(kibibytes) * 1024;
}

function readCpuSeconds(pid: number): number | null {
  const stat = readProcFile(pid, 'stat');
  return stat === null ? null : parseCpuSeconds(stat);
}

function readResidentBytes(pid: number): number | null {
  const status = readProcFile(pid, 'status');
  return status === null ? null : parseResidentBytes(status);
}

function readProcFile(pid: number, file: 'stat' | 'status'): string | null {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return null;
  }
}

function difference(end: number | null, start: number | null): number | null {
  return end === null || start === null ? null : end - start;
}

function larger(left: number | null, right: number | null): number | null {
  return left === null || right === null ? (left ?? right) : Math.max(left, right);
}

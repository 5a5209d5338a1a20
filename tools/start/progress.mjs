import { clearInterval, setInterval } from 'node:timers';
import { performance } from 'node:perf_hooks';

const FRAMES = [...'⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏'];
const TURN_EVERY_MS = 100;
const STILL_THERE_EVERY_MS = 30_000;

let current = null;

/**
 * Does one step of the way and shows it on a line of its own with the seconds it took: turning on a terminal, a sign
 * of life every half minute elsewhere. A step that begins ends the line of the one before.
 */
export async function step(title, work) {
  current?.end(' ');
  const line = showLine(title);
  current = line;
  try {
    const result = await work();
    line.end('✓');
    return result;
  } catch (error) {
    line.end('✗');
    throw error;
  }
}

function showLine(title) {
  const startedMs = performance.now();
  const seconds = () => (performance.now() - startedMs) / 1_000;
  const line = process.stdout.isTTY ? turningLine(title, seconds) : plainLine(title, seconds);
  let ended = false;
  return {
    end(sign) {
      if (ended) return;
      ended = true;
      current = null;
      line.end(sign);
    },
  };
}

function turningLine(title, seconds) {
  let turn = 0;
  const draw = (sign, digits) =>
    process.stdout.write(`\r\u001b[2K${sign} ${title} … ${seconds().toFixed(digits)} s${digits === 0 ? '' : '\n'}`);
  const turning = setInterval(() => draw(FRAMES[turn++ % FRAMES.length], 0), TURN_EVERY_MS);
  draw(FRAMES[0], 0);
  return {
    end(sign) {
      clearInterval(turning);
      draw(sign, 1);
    },
  };
}

function plainLine(title, seconds) {
  process.stdout.write(`${title} …`);
  const alive = setInterval(() => process.stdout.write(` ${seconds().toFixed(0)} s …`), STILL_THERE_EVERY_MS);
  return {
    end(sign) {
      clearInterval(alive);
      process.stdout.write(` ${seconds().toFixed(1)} s${sign === '✗' ? ', failed' : ''}\n`);
    },
  };
}

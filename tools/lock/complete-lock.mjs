/**
 * Adds to package-lock.json the optional packages of other platforms that `npm install` left out because the registry it
 * was run against does not have them. Without these entries `npm ci` refuses the lock everywhere.
 * Run it after every change of a dependency: `npm run lock:complete`.
 */
import { readFileSync, writeFileSync } from 'node:fs';

const LOCK_FILE = 'package-lock.json';
const SYSTEMS = ['darwin', 'win32', 'freebsd', 'android', 'openharmony', 'linux'];
const PROCESSORS = ['wasm32', 'arm64', 'riscv64', 'ppc64', 's390x', 'loong64', 'ia32', 'x64', 'arm'];

const lock = JSON.parse(readFileSync(LOCK_FILE, 'utf8'));
const missing = Object.entries(lock.packages).flatMap(([path, { optionalDependencies = {}, dev }]) =>
  Object.entries(optionalDependencies)
    .filter(([name]) => !placesOf(name, path).some((place) => lock.packages[place]))
    .map(([name, range]) => [
      `node_modules/${name}`,
      { version: range.replace(/^[\^~]/, ''), dev, ...platformOf(name) },
    ]),
);
for (const [place, { version, dev, system, processor }] of missing) {
  lock.packages[place] = {
    version,
    ...(processor && { cpu: [processor] }),
    ...(dev && { dev }),
    optional: true,
    ...(system && { os: [system] }),
  };
}
lock.packages = Object.fromEntries(
  Object.entries(lock.packages).sort(([left], [right]) => left.localeCompare(right, 'en')),
);
writeFileSync(LOCK_FILE, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`${missing.length} optional packages of other platforms added to ${LOCK_FILE}`);

/** Where Node would look for a package that `path` depends on. */
function placesOf(name, path) {
  const parent = path.includes('/node_modules/') ? path.slice(0, path.lastIndexOf('/node_modules/')) : '';
  const here = `${path ? `${path}/` : ''}node_modules/${name}`;
  return path ? [here, ...placesOf(name, parent)] : [here];
}

/** The platform that a package says it is for in its name, as all of these do. */
function platformOf(name) {
  const words = name.split('/').at(-1).replace('mac-', 'darwin-').replace('win-', 'win32-').replace('aarch64', 'arm64');
  return {
    system: SYSTEMS.find((system) => words.includes(system)),
    processor: PROCESSORS.find((processor) => words.includes(processor)),
  };
}

import { readFileSync } from 'node:fs';

/** Whether `node_modules` holds exactly what the lock file asks for on this platform. */
export function areDependenciesInstalled() {
  const wanted = readPackages('package-lock.json');
  // npm writes this file last, so an installation that was broken off does not have it.
  const installed = readPackages('node_modules/.package-lock.json');
  if (wanted === null || installed === null) return false;
  // What is optional and not there is for other platforms.
  const isMissing = ([path, { version, optional }]) =>
    installed[path] ? installed[path].version !== version : !optional;
  const isLeftOver = (path) => wanted[path] === undefined;
  return !Object.entries(wanted).some(isMissing) && !Object.keys(installed).some(isLeftOver);
}

function readPackages(lockFile) {
  try {
    // The entry without a path is the project itself.
    const packages = Object.entries(JSON.parse(readFileSync(lockFile, 'utf8')).packages);
    return Object.fromEntries(packages.filter(([path]) => path !== ''));
  } catch {
    return null;
  }
}

const OLDEST = [20, 19, 0];

/** One sentence when this Node is too old, otherwise an empty text. Written so that an old Node understands it. */
export function explainOldNode(version) {
  const parts = version.split('.').map(Number);
  const different = OLDEST.findIndex((oldest, index) => parts[index] !== oldest);
  if (different < 0 || parts[different] > OLDEST[different]) return '';
  return 'Harmonium needs Node ' + OLDEST.join('.') + ' or newer, and this is ' + version + '.';
}

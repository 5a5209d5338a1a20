/** A rule as alternatives of symbols; only what our grammars are written with: no groups, no `+`, no `?`. */
type Rules = Map<string, Token[][]>;
type Token =
  | { type: 'text'; text: string }
  | { type: 'set'; ranges: [number, number][] }
  | { type: 'rule'; name: string; minimum: number; maximum: number };

const TOKEN = /"((?:[^"\\]|\\.)*)"|\[((?:[^\]\\]|\\.)*)\]|([\w-]+)(\*|\{(\d+)(,?)(\d*)\})?|(\|)/g;
const CHARACTER = /\\x(..)|\\u(.{4})|\\U(.{8})|\\(.)|([^])/gu;

/** Draws texts from a grammar: every alternative has its turn, and long texts are brought to an end. */
export class GbnfSampler {
  private readonly rules: Rules;
  private readonly depths = new Map<string, number>();

  /** `random` gives whole numbers from 0 to below its argument. */
  constructor(
    grammar: string,
    private readonly random: (below: number) => number,
  ) {
    this.rules = new Map(grammar.trimEnd().split('\n').map(parsedRule));
    this.findDepths();
  }

  /** One text that `root` generates; beyond `fuel` steps the shortest way out is taken. */
  sample(fuel = 60): string {
    let text = '';
    let left = fuel;
    const waiting: Token[] = [{ type: 'rule', name: 'root', minimum: 1, maximum: 1 }];
    for (let token = waiting.pop(); token; token = waiting.pop()) {
      if (token.type === 'text') text += token.text;
      else if (token.type === 'set') text += this.drawn(token.ranges);
      else {
        left--;
        const times = this.times(token, left > 0);
        for (let time = 0; time < times; time++) waiting.push({ ...token, minimum: 1, maximum: 1 });
        if (times === 1) {
          waiting.pop();
          waiting.push(...this.chosen(token.name, left > 0).toReversed());
        }
      }
    }
    return text;
  }

  private times({ minimum, maximum }: Token & { type: 'rule' }, isGenerous: boolean): number {
    if (minimum === maximum || !isGenerous) return minimum;
    return minimum + this.random(Math.min(maximum - minimum, 4) + 1);
  }

  private chosen(name: string, isGenerous: boolean): Token[] {
    const sequences = this.rules.get(name) ?? [];
    if (isGenerous) return sequences[this.random(sequences.length)] ?? [];
    const shortest = Math.min(...sequences.map((sequence) => this.depthOf(sequence)));
    return sequences.find((sequence) => this.depthOf(sequence) === shortest) ?? [];
  }

  private drawn(ranges: [number, number][]): string {
    const [low, high] = ranges[this.random(ranges.length)] ?? [0, 0];
    return String.fromCodePoint(low + this.random(high - low + 1));
  }

  private findDepths(): void {
    for (let isChanging = true; isChanging;) {
      isChanging = false;
      for (const [name, sequences] of this.rules) {
        const depth = 1 + Math.min(...sequences.map((sequence) => this.depthOf(sequence)));
        if (depth >= (this.depths.get(name) ?? Infinity)) continue;
        this.depths.set(name, depth);
        isChanging = true;
      }
    }
  }

  private depthOf(sequence: readonly Token[]): number {
    const needed = sequence.filter((token) => token.type === 'rule' && token.minimum > 0);
    return Math.max(
      0,
      ...needed.map((token) => (token.type === 'rule' ? (this.depths.get(token.name) ?? Infinity) : 0)),
    );
  }
}

function parsedRule(line: string): [string, Token[][]] {
  const [name = '', body = ''] = line.split(/ ::= (.*)/s);
  const sequences: Token[][] = [[]];
  for (const [, quoted, set, reference, times, low = '', comma, high = '', bar] of body.matchAll(TOKEN)) {
    if (bar !== undefined) sequences.push([]);
    else if (quoted !== undefined) sequences.at(-1)?.push({ type: 'text', text: characters(quoted).join('') });
    else if (set !== undefined) sequences.at(-1)?.push({ type: 'set', ranges: rangesOf(set) });
    else if (reference !== undefined) {
      const minimum = times === undefined ? 1 : times === '*' ? 0 : Number(low);
      const maximum =
        times === undefined ? 1 : times === '*' ? Infinity : comma === '' ? minimum : Number(high || Infinity);
      sequences.at(-1)?.push({ type: 'rule', name: reference, minimum, maximum });
    }
  }
  return [name, sequences];
}

/** Our grammars write a `-` that stands for itself by number, so that the others are ranges. */
function rangesOf(set: string): [number, number][] {
  const ranges: [number, number][] = [];
  const chars = [...set.matchAll(CHARACTER)];
  for (let at = 0; at < chars.length; at++) {
    const low = pointOf(chars[at]);
    const isRange = chars[at + 1]?.[0] === '-';
    ranges.push([low, isRange ? pointOf(chars[at + 2]) : low]);
    if (isRange) at += 2;
  }
  return ranges;
}

function characters(text: string): string[] {
  return [...text.matchAll(CHARACTER)].map((match) => String.fromCodePoint(pointOf(match)));
}

function pointOf(match: RegExpMatchArray | undefined): number {
  const hex = match?.[1] ?? match?.[2] ?? match?.[3];
  return hex === undefined ? ((match?.[4] ?? match?.[5])?.codePointAt(0) ?? 0) : Number.parseInt(hex, 16);
}

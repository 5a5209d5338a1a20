import type { Json, JsonObject } from '#protocol';
import {
  demandOf,
  itemDemand,
  type Alternative,
  type ArrayAlternative,
  type Demand,
  type NumberAlternative,
  type ObjectAlternative,
  type TextAlternative,
} from './alternative.js';
import { compareDecimals, decimalOf, isMultiple } from './decimal.js';
import type { Effort } from './effort.js';
import { machineAccepts } from './machine.js';
import { propertyDemand } from './property-demand.js';
import { spellingOf, spellingsOf } from './equality.js';
import { isJsonObject } from './schema-node.js';

/** How to look up what the schemas of a demand allow, and what all that looking may cost. */
export interface SchemaLookup {
  readonly alternativesOf: (demand: Demand) => readonly Alternative[];
  readonly effort: Effort;
}

/** Whether `value` is one of those that `alternative` allows. */
export function matches(alternative: Alternative, value: Json, lookup: SchemaLookup): boolean {
  switch (alternative.type) {
    case 'literals':
      return spellingsOf(alternative).has(spelled(value, lookup.effort));
    case 'text':
      return typeof value === 'string' && matchesText(alternative, value, lookup.effort);
    case 'number':
      return typeof value === 'number' && matchesNumber(alternative, value, lookup.effort);
    case 'array':
      return Array.isArray(value) && matchesArray(alternative, value, lookup);
    case 'object':
      return isJsonObject(value) && matchesObject(alternative, value, lookup);
  }
}

export function matchesAny(alternatives: readonly Alternative[], value: Json, lookup: SchemaLookup): boolean {
  return alternatives.some((alternative) => matches(alternative, value, lookup));
}

function spelled(value: Json, effort: Effort): string {
  const spelling = spellingOf(value);
  effort.spend(1 + spelling.length / 20, 'enum');
  return spelling;
}

function matchesText({ minimum, maximum, machines }: TextAlternative, value: string, effort: Effort): boolean {
  effort.spend(1 + ((1 + machines.size) * value.length) / 4, 'enum');
  const length = [...value].length;
  if (length < minimum || length > maximum) return false;
  return [...machines.values()].every((machine) => machineAccepts(machine, value));
}

function matchesNumber({ isInteger, low, high, steps }: NumberAlternative, value: number, effort: Effort): boolean {
  effort.spend(5 + 5 * steps.length, 'enum');
  if (!Number.isFinite(value) || (isInteger && !Number.isInteger(value))) return false;
  const decimal = decimalOf(value);
  const aboveLow = low ? compareDecimals(decimal, low.value) : 1;
  const belowHigh = high ? compareDecimals(high.value, decimal) : 1;
  const isWithin = (order: number, limit: typeof low): boolean => order > 0 || (order === 0 && !limit?.isExclusive);
  if (!isWithin(aboveLow, low) || !isWithin(belowHigh, high)) return false;
  return steps.every((step) => isMultiple(decimal, step));
}

function matchesArray(alternative: ArrayAlternative, value: readonly Json[], lookup: SchemaLookup): boolean {
  if (value.length < alternative.minimum || value.length > alternative.maximum) return false;
  return value.every((item, index) => {
    const demand = itemDemand(alternative, index, lookup.effort);
    return matchesAny(lookup.alternativesOf(demand), item, lookup);
  });
}

function matchesObject(alternative: ObjectAlternative, value: JsonObject, lookup: SchemaLookup): boolean {
  const entries = Object.entries(value);
  const { minimum, maximum, required, forbidden, names } = alternative;
  if (entries.length < minimum || entries.length > maximum) return false;
  if (![...required].every((name) => Object.hasOwn(value, name))) return false;
  return entries.every(
    ([name, property]) =>
      !forbidden.has(name) &&
      (names.length === 0 || matchesAny(lookup.alternativesOf(demandOf(names)), name, lookup)) &&
      matchesAny(lookup.alternativesOf(propertyDemand(alternative, name, lookup.effort)), property, lookup),
  );
}

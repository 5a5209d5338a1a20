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
import { machineAccepts } from './machine.js';
import { propertyDemand } from './property-demand.js';
import { isJsonObject } from './schema-node.js';

type AlternativesOf = (demand: Demand) => readonly Alternative[];

/** Whether `value` is one of those that `alternative` allows. */
export function matches(alternative: Alternative, value: Json, alternativesOf: AlternativesOf): boolean {
  switch (alternative.type) {
    case 'literals':
      return alternative.values.some((allowed) => isEqual(allowed, value));
    case 'text':
      return typeof value === 'string' && matchesText(alternative, value);
    case 'number':
      return typeof value === 'number' && matchesNumber(alternative, value);
    case 'array':
      return Array.isArray(value) && matchesArray(alternative, value, alternativesOf);
    case 'object':
      return isJsonObject(value) && matchesObject(alternative, value, alternativesOf);
  }
}

export function matchesAny(alternatives: readonly Alternative[], value: Json, alternativesOf: AlternativesOf): boolean {
  return alternatives.some((alternative) => matches(alternative, value, alternativesOf));
}

/** Equal as JSON: the order of keys does not matter. */
export function isEqual(one: Json, other: Json): boolean {
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((item, index) => isEqual(item, other[index] ?? null));
  }
  if (isJsonObject(one) && isJsonObject(other)) {
    const names = Object.keys(one);
    const isSame = (name: string): boolean =>
      Object.hasOwn(other, name) && isEqual(one[name] ?? null, other[name] ?? null);
    return names.length === Object.keys(other).length && names.every(isSame);
  }
  return one === other;
}

function matchesText({ minimum, maximum, machines }: TextAlternative, value: string): boolean {
  const length = [...value].length;
  if (length < minimum || length > maximum) return false;
  return [...machines.values()].every((machine) => machineAccepts(machine, value));
}

function matchesNumber({ isInteger, low, high, steps }: NumberAlternative, value: number): boolean {
  if (!Number.isFinite(value) || (isInteger && !Number.isInteger(value))) return false;
  const decimal = decimalOf(value);
  const aboveLow = low ? compareDecimals(decimal, low.value) : 1;
  const belowHigh = high ? compareDecimals(high.value, decimal) : 1;
  const isWithin = (order: number, limit: typeof low): boolean => order > 0 || (order === 0 && !limit?.isExclusive);
  if (!isWithin(aboveLow, low) || !isWithin(belowHigh, high)) return false;
  return steps.every((step) => isMultiple(decimal, step));
}

function matchesArray(alternative: ArrayAlternative, value: readonly Json[], alternativesOf: AlternativesOf): boolean {
  if (value.length < alternative.minimum || value.length > alternative.maximum) return false;
  return value.every((item, index) => matchesAny(alternativesOf(itemDemand(alternative, index)), item, alternativesOf));
}

function matchesObject(alternative: ObjectAlternative, value: JsonObject, alternativesOf: AlternativesOf): boolean {
  const entries = Object.entries(value);
  const { minimum, maximum, required, forbidden, names } = alternative;
  if (entries.length < minimum || entries.length > maximum) return false;
  if (![...required].every((name) => Object.hasOwn(value, name))) return false;
  return entries.every(
    ([name, property]) =>
      !forbidden.has(name) &&
      (names.length === 0 || matchesAny(alternativesOf(demandOf(names)), name, alternativesOf)) &&
      matchesAny(alternativesOf(propertyDemand(alternative, name)), property, alternativesOf),
  );
}

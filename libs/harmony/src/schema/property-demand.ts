import { demandOf, type Demand, type ObjectAlternative, type ObjectClause } from './alternative.js';
import type { Effort } from './effort.js';
import { machineAccepts } from './machine.js';
import type { SchemaNode } from './schema-node.js';

/** What the value of property `name` has to satisfy. */
export function propertyDemand({ clauses }: ObjectAlternative, name: string, effort: Effort): Demand {
  return demandOf(clauses.flatMap((clause) => nodesFor(clause, name, effort)));
}

function nodesFor(clause: ObjectClause, name: string, effort: Effort): (SchemaNode | null)[] {
  effort.spend(1 + (clause.patterns.length * (1 + name.length)) / 4, 'properties');
  const matching = clause.patterns.filter(({ machine }) => machineAccepts(machine, name)).map(({ node }) => node);
  if (clause.properties.has(name)) return [clause.properties.get(name) ?? null, ...matching];
  return matching.length > 0 ? matching : [clause.additional];
}

import { demandOf, type Demand, type ObjectAlternative, type ObjectClause } from './alternative.js';
import { machineAccepts } from './machine.js';
import type { SchemaNode } from './schema-node.js';

/** What the value of property `name` has to satisfy. */
export function propertyDemand({ clauses }: ObjectAlternative, name: string): Demand {
  return demandOf(clauses.flatMap((clause) => nodesFor(clause, name)));
}

function nodesFor(clause: ObjectClause, name: string): (SchemaNode | null)[] {
  const matching = clause.patterns.filter(({ machine }) => machineAccepts(machine, name)).map(({ node }) => node);
  if (clause.properties.has(name)) return [clause.properties.get(name) ?? null, ...matching];
  return matching.length > 0 ? matching : [clause.additional];
}

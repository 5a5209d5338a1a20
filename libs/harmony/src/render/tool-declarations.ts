import type { ToolDeclaration } from '#protocol';
import { typeText } from './schema-type-text.js';

/** The `# Tools` section of the developer message (openai/harmony `docs/format.md`, "Function Calling"). */
export function toolsSection(tools: readonly ToolDeclaration[]): string {
  const declarations = tools.map((tool) => `${descriptionLines(tool.description)}${signature(tool)}\n\n`);
  return `# Tools\n\n## functions\n\nnamespace functions {\n\n${declarations.join('')}} // namespace functions`;
}

function signature(tool: ToolDeclaration): string {
  const parameters = tool.parameters === null ? '()' : `(_: ${typeText(tool.parameters)})`;
  return `type ${tool.name} = ${parameters} => any;`;
}

function descriptionLines(description: string): string {
  if (description === '') return '';
  const lines = description.replace(/\r?\n$/, '').split(/\r?\n/);
  return lines.map((line) => `// ${line}\n`).join('');
}

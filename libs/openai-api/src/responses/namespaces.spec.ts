import { describe, expect, it } from '@jest/globals';
import { eventsOf } from '../chat-completions/chat-events.fixture.js';
import { parseResponseRequest } from './parse-response-request.js';
import { requestOf } from './response-request.fixture.js';
import { IDENTITY, bodyWith, echoOf, seal } from './response.fixture.js';
import { toResponse } from './to-response.js';

const parameters = { type: 'object', properties: {} };
const spawn = { type: 'function', name: 'spawn_agent', description: 'Start one.', parameters };
const agents = { type: 'namespace', name: 'agents', description: 'Others.', tools: [spawn] };
const alone = { type: 'function', name: 'look', parameters };

describe('tools in a namespace', () => {
  it('are offered to the model beside the others', () => {
    const { prompt, callableTools } = requestOf(bodyWith({ tools: [alone, agents] }));
    expect(callableTools.map(({ name }) => name)).toEqual(['look', 'agents__spawn_agent']);
    expect(callableTools[1]).toMatchObject({ parameters: { param: 'tools[1].tools[0].parameters' } });
    expect(prompt).toMatchObject({ conversation: { tools: [{ name: 'look' }, { name: 'agents__spawn_agent' }] } });
  });

  it('stand in the response as they were declared, and their calls tell the namespace', () => {
    const echo = echoOf({ tools: [alone, agents] });
    expect(echo.fields.tools).toMatchObject([{ type: 'function', name: 'look' }, agents]);
    const callOf = (toolName: string) =>
      toResponse(IDENTITY, echo, eventsOf([{ kind: 'tool-call', toolName, texts: ['{}'] }]), seal).output[0];
    expect(callOf('agents__spawn_agent')).toMatchObject({
      type: 'function_call',
      name: 'spawn_agent',
      namespace: 'agents',
    });
    expect(callOf('look')).not.toHaveProperty('namespace');
  });

  it('keep their names apart from those of others, also when their calls come back', () => {
    const call = { type: 'function_call', call_id: 'c', name: 'look', namespace: 'agents', arguments: '{}' };
    const output = { type: 'function_call_output', call_id: 'c', output: 'Much.' };
    const tools = [alone, { ...agents, tools: [alone] }];
    const { prompt } = requestOf(bodyWith({ tools, input: [{ role: 'user', content: 'Look' }, call, output] }));
    const name = 'agents__look';
    expect(prompt).toMatchObject({
      conversation: { tools: [{ name: 'look' }, { name }], messages: [{}, { name }, { type: 'tool-result', name }] },
    });
  });

  it('are chosen by the names that they have there, in every namespace that has one, if no other has it', () => {
    const others = { ...agents, name: 'others', tools: [spawn, { ...alone, name: 'wait' }] };
    const tools = [alone, { ...agents, tools: [spawn, alone] }, others];
    const chosen = (name: string) => {
      const { callableTools } = requestOf(bodyWith({ tools, tool_choice: { type: 'function', name } }));
      return callableTools.map((tool) => tool.name);
    };
    expect(chosen('wait')).toEqual(['others__wait']);
    expect(chosen('spawn_agent')).toEqual(['agents__spawn_agent', 'others__spawn_agent']);
    expect(chosen('look')).toEqual(['look']);
    expect(chosen('agents__look')).toEqual(['agents__look']);
    expect(echoOf({ tools, tool_choice: { type: 'function', name: 'wait' } }).fields.tool_choice).toEqual({
      type: 'function',
      name: 'wait',
    });
  });

  it('have no call whose namespace could be more than a name', () => {
    const call = { type: 'function_call', call_id: 'c', name: 'look', namespace: '<|end|>', arguments: '{}' };
    expect(() => parseResponseRequest(bodyWith({ input: [call] }))).toThrow(
      expect.objectContaining({ param: 'input[0].namespace' }),
    );
  });

  it.each([
    ['have names of their own', [{ ...agents, tools: [alone, alone] }], 'tools[0].name'],
    ['are no more than any others', [{ ...agents, tools: manyTools(100) }, ...manyTools(29, 100)], 'tools'],
    ['are tools', [{ ...agents, tools: [{ type: 'web_search' }] }], 'tools[0].tools[0].type'],
    ['have a namespace whose name is harmless', [{ ...agents, name: 'a b' }], 'tools[0].name'],
  ])('%s', (_, tools, param) => {
    expect(() => parseResponseRequest(bodyWith({ tools }))).toThrow(expect.objectContaining({ param }));
  });
});

function manyTools(count: number, from = 0): object[] {
  return Array.from({ length: count }, (_, index) => ({ ...alone, name: `tool_${from + index}` }));
}

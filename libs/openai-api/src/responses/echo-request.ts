import type { AskedToolChoice } from '../requests/asked-tools.js';
import type { EchoedCallable, EchoedFields, EchoedTool, EchoedToolChoice } from './response-echo.js';
import type { ResponseRequestBody } from './response-request.schema.js';
import type { ResponseTool } from './response-tools.schema.js';
import { echoText } from './text-format.schema.js';

/** What a response repeats of its request. `tools` are those in effect, and `service_tier` is the one that is given. */
export function echoRequest(asked: ResponseRequestBody): EchoedFields {
  return {
    ...echoConversation(asked),
    ...echoSampling(asked),
    instructions: asked.instructions ?? null,
    max_output_tokens: asked.max_output_tokens ?? null,
    max_tool_calls: asked.max_tool_calls ?? null,
    metadata: { ...asked.metadata },
    model: asked.model,
    parallel_tool_calls: asked.parallel_tool_calls ?? true,
    prompt_cache_key: asked.prompt_cache_key ?? null,
    prompt_cache_retention: asked.prompt_cache_retention ?? null,
    reasoning: { effort: asked.reasoning?.effort ?? 'medium', summary: asked.reasoning?.summary ?? null },
    safety_identifier: asked.safety_identifier ?? null,
    service_tier: givenTier(asked.service_tier ?? 'auto'),
    text: echoText(asked.text ?? {}),
    tool_choice: echoToolChoice(asked.tool_choice ?? 'auto'),
    tools: echoTools(asked.tools ?? []),
    truncation: asked.truncation ?? 'disabled',
    ...(typeof asked.user === 'string' ? { user: asked.user } : {}),
  };
}

function givenTier(tier: NonNullable<ResponseRequestBody['service_tier']>): EchoedFields['service_tier'] {
  return tier === 'auto' ? 'default' : tier;
}

function echoConversation(asked: ResponseRequestBody) {
  return {
    background: asked.background ?? false,
    conversation: asked.conversation ? { id: asked.conversation } : null,
    previous_response_id: asked.previous_response_id ?? null,
    store: asked.store ?? true,
  };
}

function echoSampling(asked: ResponseRequestBody) {
  return {
    frequency_penalty: asked.frequency_penalty ?? 0,
    presence_penalty: asked.presence_penalty ?? 0,
    temperature: asked.temperature ?? 1,
    top_logprobs: asked.top_logprobs ?? 0,
    top_p: asked.top_p ?? 1,
  };
}

/** Tools of a namespace stand side by side, and have its place. */
function echoTools(tools: readonly ResponseTool[]): EchoedTool[] {
  return tools.flatMap((tool, at): EchoedTool[] => {
    const { namespace, place } = tool;
    if (!namespace) return [echoTool(tool)];
    if (tools[at - 1]?.place === place) return [];
    const members = tools.filter((other) => other.place === place);
    const { name, description } = namespace;
    return [{ type: 'namespace', name, description, tools: members.map(echoTool) }];
  });
}

function echoTool(tool: ResponseTool): EchoedCallable {
  const { description, isStrict, parameters } = tool;
  const name = tool.namespace?.toolName ?? tool.name;
  if ('format' in tool) {
    const { ownDescription, format } = tool;
    return { type: 'custom', name, ...(ownDescription ? { description: ownDescription } : {}), format };
  }
  return { type: 'function', name, description: description || null, parameters, strict: isStrict };
}

function echoToolChoice(choice: AskedToolChoice): EchoedToolChoice {
  if (typeof choice === 'string') return choice;
  const tools = choice.allowed.map(({ type, name }) => ({ type, name }));
  const [first] = tools;
  const isNamed = choice.mustCall && first && tools.length === 1 && choice.allowed[0]?.path.length === 1;
  return isNamed ? first : { type: 'allowed_tools', mode: choice.mustCall ? 'required' : 'auto', tools };
}

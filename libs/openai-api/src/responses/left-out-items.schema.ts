import { z } from 'zod';

/** What tools did that run nowhere near here, and what clients note for themselves: the model is never shown them. */
export const LEFT_OUT_ITEMS = [
  'web_search_call',
  'file_search_call',
  'code_interpreter_call',
  'image_generation_call',
  'computer_call',
  'computer_call_output',
  'local_shell_call',
  'local_shell_call_output',
  'shell_call',
  'shell_call_output',
  'apply_patch_call',
  'apply_patch_call_output',
  'tool_search_call',
  'tool_search_output',
  'mcp_call',
  'mcp_list_tools',
  'mcp_approval_request',
  'mcp_approval_response',
  'program',
  'program_output',
  'additional_tools',
  'agent_message',
  'ghost_snapshot',
] as const;

/** An item of a conversation that began elsewhere, of which nothing is read. */
export const leftOutItem = z.object({ type: z.enum(LEFT_OUT_ITEMS) }).transform(() => null);

import type { JsonObject } from '#protocol';

/** Either kind of tool, as the function that the model is shown. */
export interface AskedTool {
  type: 'function' | 'custom';
  name: string;
  description: string;
  parameters: JsonObject | null;
  /** Whether the arguments must follow the parameters. */
  isStrict: boolean;
  /** What in the tool gave the parameters, as a path from it. */
  parametersPath: readonly PropertyKey[];
  /** Where it stands among the client's tools, if not all of those are here. */
  place?: number;
}

/** A tool that is named in `tool_choice`. */
export interface ToolReference {
  type: 'function' | 'custom';
  name: string;
  /** Where the name stands, as a path from `tool_choice`. */
  path: readonly PropertyKey[];
}

/** Whether tools are offered, which of them may be called, and whether one must be. */
export type AskedToolChoice = 'none' | 'auto' | 'required' | { allowed: readonly ToolReference[]; mustCall: boolean };

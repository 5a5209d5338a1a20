/**
 * Harmony as a Jinja template, for servers that render prompts from the model file: one system message, the developer's
 * or system's text, then the turns. Knows no tools. Harmonium renders by itself and never reads it.
 */
export const CHAT_TEMPLATE = `{{- '<|start|>system<|message|>You are ChatGPT, a large language model trained by OpenAI.
Knowledge cutoff: 2024-06
Current date: ' + strftime_now('%Y-%m-%d') + '

Reasoning: ' + (reasoning_effort or 'medium') + '

# Valid channels: analysis, commentary, final. Channel must be included for every message.<|end|>' }}
{%- for message in messages %}
{%- if message.role == 'system' or message.role == 'developer' %}
{{- '<|start|>developer<|message|># Instructions

' + message.content + '<|end|>' }}
{%- elif message.role == 'assistant' %}
{{- '<|start|>assistant<|channel|>final<|message|>' + message.content + '<|end|>' }}
{%- else %}
{{- '<|start|>user<|message|>' + message.content + '<|end|>' }}
{%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}
{{- '<|start|>assistant' }}
{%- endif %}`;

export interface Welcome {
  baseUrl: string;
  model: string;
  apiKey: string;
  /** Whether the key stands in the file in which `npm run chat` looks for it. */
  isKeyOnFile: boolean;
}

const QUESTION = 'What is the capital of France?';
const CHAT_ASKS_HERE = 'http://127.0.0.1:8080';

/** What a person needs to know once it runs; every line with a command can be pasted into a shell. */
export function renderWelcome(welcome: Welcome): string {
  return `
Harmonium is ready at ${welcome.baseUrl}

  model    ${welcome.model}
  API key  ${welcome.apiKey}

Ask it:

  ${curlCommand(welcome)}

  ${chatCommand(welcome)}

Logs are in .harmonium/logs. Ctrl-C stops it; accepted work goes on at the next npm start.
`;
}

function curlCommand({ baseUrl, model, apiKey }: Welcome): string {
  const body = JSON.stringify({ model, messages: [{ role: 'user', content: QUESTION }], stream: true });
  return [
    `curl -N ${baseUrl}/v1/chat/completions`,
    `-H 'Authorization: Bearer ${apiKey}'`,
    `-H 'Content-Type: application/json'`,
    `-d ${quote(body)}`,
  ].join(' ');
}

function chatCommand({ baseUrl, apiKey, isKeyOnFile }: Welcome): string {
  return [
    ...(baseUrl === CHAT_ASKS_HERE ? [] : [`HARMONIUM_BASE_URL=${baseUrl}/v1`]),
    ...(isKeyOnFile ? [] : [`HARMONIUM_API_KEY=${apiKey}`]),
    `npm run chat -- "${QUESTION}"`,
  ].join(' ');
}

/** For a POSIX shell: the name of a model comes from a file and may hold anything. */
function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

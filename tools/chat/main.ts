/** Asks one question and streams reasoning and answer to the terminal. `npm run chat -- "What is the capital of France?"`. */
import { chat } from './chat.js';

// npm runs scripts in the repository's root, where `npm start` has left the key.
process.exitCode = await chat(process.argv.slice(2), {
  environment: process.env,
  keyFile: '.harmonium/api-key',
  output: process.stdout,
  errors: process.stderr,
});

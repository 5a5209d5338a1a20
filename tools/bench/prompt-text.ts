/** Words that are one token each in o200k, the space before them included. */
const WORDS =
  'time year people way day man thing woman life child world school state family student group country problem hand ' +
  'part place case week company system program question work government number night point home water room mother area ' +
  'money story fact month lot right study book eye job word business issue side kind head house service friend father ' +
  'power hour game line end member law car city community name president team minute idea body information back parent';

const words = WORDS.split(' ');

/** A text of about so many tokens that no other call gives: no server has its beginning in a cache. */
export function uniquePrompt(tokens: number): string {
  return Array.from({ length: tokens }, () => words[Math.floor(Math.random() * words.length)]).join(' ');
}

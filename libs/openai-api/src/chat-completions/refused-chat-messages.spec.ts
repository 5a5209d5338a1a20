import { describe } from '@jest/globals';
import { itRefuses, type Case } from './refused-requests.fixture.js';

const user = { role: 'user', content: 'Hello' };
const call = (fields: object) => ({ id: 'a', type: 'function', function: { name: 'f', arguments: '{}' }, ...fields });
const calling = (fields: object) => ({ messages: [user, { role: 'assistant', tool_calls: [call(fields)] }] });

describe('a chat request is refused, naming the field, for messages such as', () => {
  itRefuses([
    [{ messages: undefined }, 'missing_required_parameter', 'messages'],
    [{ messages: 'Hello' }, 'invalid_type', 'messages'],
    [{ messages: [] }, 'invalid_value', 'messages'],
    [{ messages: [user, 3] }, 'invalid_type', 'messages[1]'],
    [{ messages: [{ content: 'Hello' }] }, 'missing_required_parameter', 'messages[0].role'],
    [{ messages: [{ role: 5 }] }, 'invalid_type', 'messages[0].role'],
    [{ messages: [{ role: 'robot' }] }, 'invalid_value', 'messages[0].role'],
    [{ messages: [{ role: 'function', name: 'f', content: '' }] }, 'invalid_value', 'messages[0].role'],
    [{ messages: [{ role: 'user' }] }, 'invalid_value', 'messages[0].content'],
    [{ messages: [user, { role: 'user', content: null }] }, 'invalid_value', 'messages[1].content'],
    [{ messages: [{ role: 'user', content: '' }] }, 'invalid_value', 'messages[0].content'],
    [{ messages: [{ role: 'user', content: [] }] }, 'invalid_value', 'messages[0].content'],
    [{ messages: [{ role: 'user', content: 5 }] }, 'invalid_type', 'messages[0].content'],
    [{ messages: [{ role: 'user', content: [5] }] }, 'invalid_type', 'messages[0].content[0]'],
    [{ messages: [{ role: 'user', content: [{}] }] }, 'missing_required_parameter', 'messages[0].content[0].type'],
    [{ messages: [{ role: 'user', content: [{ type: 'smell' }] }] }, 'invalid_value', 'messages[0].content[0].type'],
    [
      { messages: [{ role: 'user', content: [{ type: 'text' }] }] },
      'missing_required_parameter',
      'messages[0].content[0].text',
    ],
    ...['image_url', 'input_audio', 'file'].map((type): Case => {
      const content = [{ type: 'text', text: 'Look' }, { type }];
      return [{ messages: [{ role: 'user', content }] }, 'unsupported_content', 'messages[0].content[1]'];
    }),
    [{ messages: [{ ...user, name: 5 }] }, 'invalid_type', 'messages[0].name'],
    [{ messages: [{ ...user, name: 'a b' }] }, 'invalid_value', 'messages[0].name'],
    [{ messages: [{ role: 'tool', content: '' }] }, 'missing_required_parameter', 'messages[0].tool_call_id'],
    [{ messages: [{ role: 'tool', tool_call_id: 'a' }, user] }, 'invalid_value', 'messages[0].tool_call_id'],
    [{ messages: [{ role: 'assistant', reasoning: {} }] }, 'invalid_type', 'messages[0].reasoning'],
    [{ messages: [{ role: 'assistant', function_call: {} }] }, 'unsupported_parameter', 'messages[0].function_call'],
    [calling({ id: undefined }), 'missing_required_parameter', 'messages[1].tool_calls[0].id'],
    [calling({ type: 'robot' }), 'invalid_value', 'messages[1].tool_calls[0].type'],
    [calling({ type: undefined }), 'missing_required_parameter', 'messages[1].tool_calls[0].type'],
    [calling({ type: 'custom' }), 'missing_required_parameter', 'messages[1].tool_calls[0].custom'],
    [
      calling({ type: 'custom', custom: { name: 'f', input: {} } }),
      'invalid_type',
      'messages[1].tool_calls[0].custom.input',
    ],
    [
      calling({ type: 'custom', custom: { name: 'f g', input: '' } }),
      'invalid_value',
      'messages[1].tool_calls[0].custom.name',
    ],
    [
      calling({ function: { name: 'f' } }),
      'missing_required_parameter',
      'messages[1].tool_calls[0].function.arguments',
    ],
    [
      calling({ function: { name: 'f', arguments: {} } }),
      'invalid_type',
      'messages[1].tool_calls[0].function.arguments',
    ],
    [calling({ function: { name: 'f<', arguments: '' } }), 'invalid_value', 'messages[1].tool_calls[0].function.name'],
  ]);
});

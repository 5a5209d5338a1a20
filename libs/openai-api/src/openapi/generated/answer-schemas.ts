import type { JsonObject } from '#protocol';

/* Made from openapi/answers/answers.ts by `npm run generate`. */
export const ANSWER_SCHEMAS: Record<string, JsonObject> = {
  "AnthropicError": {
    "type": "object",
    "properties": {
      "type": {
        "type": "string",
        "const": "error"
      },
      "error": {
        "type": "object",
        "properties": {
          "type": {
            "$ref": "#/components/schemas/AnthropicErrorType"
          },
          "message": {
            "type": "string"
          },
          "details": {
            "type": "object",
            "properties": {
              "error_code": {
                "type": "string"
              },
              "param": {
                "type": [
                  "string",
                  "null"
                ]
              }
            },
            "required": [
              "error_code",
              "param"
            ]
          }
        },
        "required": [
          "type",
          "message",
          "details"
        ]
      },
      "request_id": {
        "type": [
          "string",
          "null"
        ]
      }
    },
    "required": [
      "type",
      "error",
      "request_id"
    ],
    "description": "The body of an error answer in Anthropic's dialect; `details.error_code` is the code that our other dialects have too."
  },
  "AnthropicErrorType": {
    "type": "string",
    "enum": [
      "invalid_request_error",
      "authentication_error",
      "permission_error",
      "not_found_error",
      "request_too_large",
      "rate_limit_error",
      "api_error",
      "overloaded_error"
    ],
    "description": "Anthropic's `error.type`, as far as there is a reason for it here."
  },
  "AppliedTemplate": {
    "type": "object",
    "properties": {
      "prompt": {
        "type": "string",
        "description": "What the model reads, control tokens by their names. A text that looks the same is not the same."
      },
      "tokens": {
        "type": "array",
        "items": {
          "type": "number"
        }
      }
    },
    "required": [
      "prompt",
      "tokens"
    ],
    "description": "The answer of `POST /apply-template`."
  },
  "AskedEffort": {
    "type": "string",
    "enum": [
      "none",
      "minimal",
      "low",
      "medium",
      "high",
      "xhigh",
      "max"
    ]
  },
  "BegunMessage": {
    "type": "object",
    "properties": {
      "stop_reason": {
        "type": "null"
      },
      "id": {
        "type": "string"
      },
      "type": {
        "type": "string",
        "const": "message"
      },
      "role": {
        "type": "string",
        "const": "assistant"
      },
      "model": {
        "type": "string"
      },
      "content": {
        "type": "array",
        "items": {
          "$ref": "#/components/schemas/MessageBlock"
        }
      },
      "usage": {
        "type": "object",
        "properties": {
          "cache_creation": {
            "type": "object",
            "properties": {
              "ephemeral_5m_input_tokens": {
                "type": "number"
              },
              "ephemeral_1h_input_tokens": {
                "type": "number"
              }
            },
            "required": [
              "ephemeral_5m_input_tokens",
              "ephemeral_1h_input_tokens"
            ]
          },
          "service_tier": {
            "type": "string",
            "const": "standard"
          },
          "inference_geo": {
            "type": "null"
          },
          "speed": {
            "type": "null"
          },
          "input_tokens": {
            "type": "number",
            "description": "Without what was found in a cache."
          },
          "cache_creation_input_tokens": {
            "type": "number",
            "const": 0
          },
          "cache_read_input_tokens": {
            "type": "number"
          },
          "output_tokens": {
            "type": "number"
          },
          "output_tokens_details": {
            "type": "object",
            "properties": {
              "thinking_tokens": {
                "type": "number"
              }
            },
            "required": [
              "thinking_tokens"
            ]
          },
          "server_tool_use": {
            "type": "null"
          }
        },
        "required": [
          "cache_creation",
          "cache_creation_input_tokens",
          "cache_read_input_tokens",
          "inference_geo",
          "input_tokens",
          "output_tokens",
          "output_tokens_details",
          "server_tool_use",
          "service_tier",
          "speed"
        ]
      },
      "container": {
        "type": "null"
      },
      "diagnostics": {
        "type": "null"
      },
      "stop_sequence": {},
      "stop_details": {}
    },
    "required": [
      "container",
      "content",
      "diagnostics",
      "id",
      "model",
      "role",
      "stop_details",
      "stop_reason",
      "stop_sequence",
      "type",
      "usage"
    ],
    "description": "The message when it begins: without content, and nothing is known of its end."
  },
  "ChatAnswer": {
    "type": "object",
    "properties": {
      "role": {
        "type": "string",
        "const": "assistant"
      },
      "content": {
        "type": [
          "string",
          "null"
        ],
        "description": "`null` when the turn consists of tool calls only."
      },
      "refusal": {
        "type": "null"
      },
      "reasoning": {
        "type": "string"
      },
      "reasoning_content": {
        "type": "string"
      },
      "tool_calls": {
        "type": "array",
        "items": {
          "$ref": "#/components/schemas/ChatToolCall"
        }
      }
    },
    "required": [
      "role",
      "content",
      "refusal"
    ]
  },
  "ChatChoice": {
    "type": "object",
    "properties": {
      "index": {
        "type": "number"
      },
      "message": {
        "$ref": "#/components/schemas/ChatAnswer"
      },
      "logprobs": {
        "anyOf": [
          {
            "$ref": "#/components/schemas/ChatLogprobs"
          },
          {
            "type": "null"
          }
        ],
        "description": "`null` unless they were asked for."
      },
      "finish_reason": {
        "$ref": "#/components/schemas/ChatFinishReason"
      }
    },
    "required": [
      "index",
      "message",
      "logprobs",
      "finish_reason"
    ]
  },
  "ChatChunkChoice": {
    "type": "object",
    "properties": {
      "index": {
        "type": "number"
      },
      "delta": {
        "$ref": "#/components/schemas/ChatDelta"
      },
      "logprobs": {
        "anyOf": [
          {
            "$ref": "#/components/schemas/ChatLogprobs"
          },
          {
            "type": "null"
          }
        ]
      },
      "finish_reason": {
        "anyOf": [
          {
            "$ref": "#/components/schemas/ChatFinishReason"
          },
          {
            "type": "null"
          }
        ]
      }
    },
    "required": [
      "index",
      "delta",
      "logprobs",
      "finish_reason"
    ]
  },
  "ChatCompletion": {
    "type": "object",
    "properties": {
      "id": {
        "type": "string"
      },
      "object": {
        "type": "string",
        "const": "chat.completion"
      },
      "created": {
        "type": "number"
      },
      "model": {
        "type": "string"
      },
      "system_fingerprint": {
        "type": "string"
      },
      "choices": {
        "type": "array",
        "items": {
          "$ref": "#/components/schemas/ChatChoice"
        }
      },
      "usage": {
        "$ref": "#/components/schemas/ChatUsage"
      }
    },
    "required": [
      "id",
      "object",
      "created",
      "model",
      "system_fingerprint",
      "choices",
      "usage"
    ],
    "description": "The answer of `POST /v1/chat/completions` without streaming."
  },
  "ChatCompletionChunk": {
    "type": "object",
    "properties": {
      "id": {
        "type": "string"
      },
      "object": {
        "type": "string",
        "const": "chat.completion.chunk"
      },
      "created": {
        "type": "number"
      },
      "model": {
        "type": "string"
      },
      "system_fingerprint": {
        "type": "string"
      },
      "choices": {
        "type": "array",
        "items": {
          "$ref": "#/components/schemas/ChatChunkChoice"
        },
        "description": "Empty in the last chunk of a stream with `include_usage`."
      },
      "usage": {
        "anyOf": [
          {
            "$ref": "#/components/schemas/ChatUsage"
          },
          {
            "type": "null"
          }
        ],
        "description": "Only with `include_usage`: `null` but in the last chunk."
      },
      "harmonium": {
        "$ref": "#/components/schemas/ChatLiveEvent"
      }
    },
    "required": [
      "id",
      "object",
      "created",
      "model",
      "system_fingerprint",
      "choices"
    ],
    "description": "One event of a chat stream."
  },
  "ChatDelta": {
    "type": "object",
    "properties": {
      "role": {
        "type": "string",
        "const": "assistant"
      },
      "content": {
        "type": "string"
      },
      "reasoning": {
        "type": "string"
      },
      "reasoning_content": {
        "type": "string",
        "description": "The same as `reasoning`, for clients that know it by this name."
      },
      "tool_calls": {
        "type": "array",
        "items": {
          "$ref": "#/components/schemas/ChatToolCallDelta"
        }
      }
    }
  },
  "ChatFinishReason": {
    "type": "string",
    "enum": [
      "stop",
      "length",
      "tool_calls"
    ]
  },
  "ChatLiveEvent": {
    "anyOf": [
      {
        "type": "object",
        "properties": {
          "type": {
            "type": "string",
            "const": "paused"
          }
        },
        "required": [
          "type"
        ]
      },
      {
        "type": "object",
        "properties": {
          "type": {
            "type": "string",
            "const": "resumed"
          }
        },
        "required": [
          "type"
        ]
      },
      {
        "type": "object",
        "properties": {
          "type": {
            "type": "string",
            "const": "rewound"
          },
          "token": {
            "type": "number"
          },
          "reasoning": {
            "type": "string"
          },
          "content": {
            "type": "string"
          },
          "tool_calls": {
            "type": "array",
            "items": {
              "$ref": "#/components/schemas/ChatToolCall"
            }
          }
        },
        "required": [
          "type",
          "token",
          "content"
        ]
      }
    ],
    "description": "What people did to the generation while it ran; after `rewound` this is all that stands of the answer."
  },
  "ChatLogprobs": {
    "type": "object",
    "properties": {
      "content": {
        "type": "array",
        "items": {
          "$ref": "#/components/schemas/ChatTokenLogprob"
        }
      },
      "refusal": {
        "type": "null"
      }
    },
    "required": [
      "content",
      "refusal"
    ]
  },
  "ChatStreamEvent": {
    "anyOf": [
      {
        "$ref": "#/components/schemas/ChatCompletionChunk"
      },
      {
        "$ref": "#/components/schemas/Error"
      }
    ]
  },
  "ChatTokenLikelihood": {
    "type": "object",
    "properties": {
      "token": {
        "type": "string",
        "description": "The bytes as text; what is only a part of a character becomes U+FFFD."
      },
      "logprob": {
        "type": "number"
      },
      "bytes": {
        "type": "array",
        "items": {
          "type": "number"
        }
      }
    },
    "required": [
      "token",
      "logprob",
      "bytes"
    ]
  },
  "ChatTokenLogprob": {
    "type": "object",
    "properties": {
      "token": {
        "type": "string",
        "description": "The bytes as text; what is only a part of a character becomes U+FFFD."
      },
      "logprob": {
        "type": "number"
      },
      "bytes": {
        "type": "array",
        "items": {
          "type": "number"
        }
      },
      "top_logprobs": {
        "type": "array",
        "items": {
          "$ref": "#/components/schemas/ChatTokenLikelihood"
        }
      }
    },
    "required": [
      "bytes",
      "logprob",
      "token",
      "top_logprobs"
    ]
  },
  "ChatToolCall": {
    "anyOf": [
      {
        "type": "object",
        "properties": {
          "id": {
            "type": "string"
          },
          "type": {
            "type": "string",
            "const": "function"
          },
          "function": {
            "type": "object",
            "properties": {
              "name": {
                "type": "string"
              },
              "arguments": {
                "type": "string"
              }
            },
            "required": [
              "name",
              "arguments"
            ]
          }
        },
        "required": [
          "id",
          "type",
          "function"
        ]
      },
      {
        "type": "object",
        "properties": {
          "id": {
            "type": "string"
          },
          "type": {
            "type": "string",
            "const": "custom"
          },
          "custom": {
            "type": "object",
            "properties": {
              "name": {
                "type": "string"
              },
              "input": {
                "type": "string"
              }
            },
            "required": [
              "name",
              "input"
            ]
          }
        },
        "required": [
          "id",
          "type",
          "custom"
        ]
      }
    ]
  },
  "ChatToolCallDelta": {
    "type": "object",
    "properties": {
      "index": {
        "type": "number"
      },
      "id": {
        "type": "string"
      },
      "type": {
        "type": "string",
        "enum": [
          "function",
          "custom"
        ]
      },
      "function": {
        "type": "object",
        "properties": {
          "name": {
            "type": "string"
          },
          "arguments": {
            "type": "string"
          }
        },
        "required": [
          "arguments"
        ]
      },
      "custom": {
        "type": "object",
        "properties": {
          "name": {
            "type": "string"
          },
          "input": {
            "type": "string"
          }
        },
        "required": [
          "input"
        ]
      }
    },
    "required": [
      "index"
    ],
    "description": "A piece of a call: the first names it, the others bring its arguments."
  },
  "ChatUsage": {
    "type": "object",
    "properties": {
      "prompt_tokens": {
        "type": "number"
      },
      "completion_tokens": {
        "type": "number"
      },
      "total_tokens": {
        "type": "number"
      },
      "prompt_tokens_details": {
        "type": "object",
        "properties": {
          "cached_tokens": {
            "type": "number"
          }
        },
        "required": [
          "cached_tokens"
        ]
      },
      "completion_tokens_details": {
        "type": "object",
        "properties": {
          "reasoning_tokens": {
            "type": "number"
          },
          "audio_tokens": {
            "type": "number"
          },
          "accepted_prediction_tokens": {
            "type": "number"
          },
          "rejected_prediction_tokens": {
            "type": "number"
          }
        },
        "required": [
          "reasoning_tokens",
          "audio_tokens",
          "accepted_prediction_tokens",
          "rejected_prediction_tokens"
        ]
      }
    },
    "required": [
      "prompt_tokens",
      "completion_tokens",
      "total_tokens",
      "prompt_tokens_details",
      "completion_tokens_details"
    ],
    "description": "OpenAI's `usage`. Audio and predictions do not exist here and are always 0."
  },
  "CompactedResponse": {
    "type": "object",
    "properties": {
      "id": {
        "type": "string"
      },
      "object": {
        "type": "string",
        "const": "response.compaction"
      },
      "created_at": {
        "type": "number"
      },
      "output": {
        "type": "array",
        "items": {
          "anyOf": [
            {
              "$ref": "#/components/schemas/InputMessage"
            },
            {
              "$ref": "#/components/schemas/CompactionItem"
            }
          ]
        },
        "description": "All messages of the user, then the summary of everything."
      },
      "usage": {
        "$ref": "#/components/schemas/ResponseUsage"
      }
    },
    "required": [
      "id",
      "object",
      "created_at",
      "output",
      "usage"
    ],
    "description": "The answer of `POST /v1/responses/compact`."
  },
  "CompactionItem": {
    "type": "object",
    "properties": {
      "type": {
        "type": "string",
        "const": "compaction"
      },
      "id": {
        "type": "string"
      },
      "encrypted_content": {
        "type": "string"
      }
    },
    "required": [
      "type",
      "id",
      "encrypted_content"
    ],
    "description": "What stands for a longer conversation: a sealed summary of it."
  },
  "CompletionChoice": {
    "type": "object",
    "properties": {
      "text": {
        "type": "string"
      },
      "index": {
        "type": "number"
      },
      "logprobs": {
        "anyOf": [
          {
            "$ref": "#/components/schemas/CompletionLogprobs"
          },
          {
            "type": "null"
          }
        ],
        "description": "`null` unless they were asked for."
      },
      "finish_reason": {
        "$ref": "#/components/schemas/CompletionFinishReason"
      }
    },
    "required": [
      "text",
      "index",
      "logprobs",
      "finish_reason"
    ]
  },
  "CompletionFinishReason": {
    "type": "string",
    "enum": [
      "stop",
      "length"
    ]
  },
  "CompletionLogprobs": {
    "type": "object",
    "properties": {
      "tokens": {
        "type": "array",
        "items": {
          "type": "string"
        },
        "description": "The text of each token; of one that is only a part of a character its bytes: `bytes:\\xf0\\x9f`."
      },
      "token_logprobs": {
        "type": "array",
        "items": {
          "type": [
            "number",
            "null"
          ]
        },
        "description": "`null` for the tokens of a prompt that is given back: nobody computed how likely they were."
      },
      "top_logprobs": {
        "type": "array",
        "items": {
          "anyOf": [
            {
              "type": "object",
              "additionalProperties": {
                "type": "number"
              }
            },
            {
              "type": "null"
            }
          ]
        },
        "description": "The likeliest tokens at its place, itself always among them; `null` for the tokens of a prompt."
      },
      "text_offset": {
        "type": "array",
        "items": {
          "type": "number"
        },
        "description": "Where in the choice's text each token begins, in Unicode characters."
      }
    },
    "required": [
      "tokens",
      "token_logprobs",
      "top_logprobs",
      "text_offset"
    ],
    "description": "The legacy shape of log probabilities: one element in each list for every token."
  },
  "Conversation": {
    "type": "object",
    "properties": {
      "id": {
        "type": "string"
      },
      "object": {
        "type": "string",
        "const": "conversation"
      },
      "created_at": {
        "type": "number"
      },
      "metadata": {
        "$ref": "#/components/schemas/OpenApiDocument"
      }
    },
    "required": [
      "id",
      "object",
      "created_at",
      "metadata"
    ],
    "description": "A conversation as OpenAI's clients know it."
  },
  "ConversationDeleted": {
    "type": "object",
    "properties": {
      "id": {
        "type": "string"
      },
      "object": {
        "type": "string",
        "const": "conversation.deleted"
      },
      "deleted": {
        "type": "boolean",
        "const": true
      }
    },
    "required": [
      "id",
      "object",
      "deleted"
    ]
  },
  "CustomToolCall": {
    "type": "object",
    "properties": {
      "type": {
        "type": "string",
        "const": "custom_tool_call"
      },
      "id": {
        "type": "string"
      },
      "call_id": {
        "type": "string"
      },
      "name": {
        "type": "string"
      },
      "namespace": {
        "type": "string"
      },
      "input": {
        "type": "string"
      },
      "status": {
        "$ref": "#/components/schemas/ItemStatus"
      }
    },
    "required": [
      "type",
      "id",
      "call_id",
      "name",
      "input",
      "status"
    ]
  },
  "CustomToolCallOutput": {
    "type": "object",
    "properties": {
      "type": {
        "type": "string",
        "const": "custom_tool_call_output"
      },
      "id": {
        "type": "string"
      },
      "call_id": {
        "type": "string"
      },
      "output": {
        "anyOf": [
          {
            "type": "string"
          },
          {
            "type": "array",
            "items": {
              "$ref": "#/components/schemas/InputTextPart"
            }
          }
        ]
      },
      "status": {
        "$ref": "#/components/schemas/ItemStatus"
      }
    },
    "required": [
      "type",
      "id",
      "call_id",
      "output",
      "status"
    ]
  },
  "Detokenized": {
    "type": "object",
    "properties": {
      "prompt": {
        "type": "string"
      },
      "content": {
        "type": "string"
      }
    },
    "required": [
      "prompt",
      "content"
    ],
    "description": "The answer of `POST /detokenize`: `prompt` for the clients of vLLM, `content` for those of llama-server."
  },
  "EchoedCallable": {
    "anyOf": [
      {
        "type": "object",
        "properties": {
          "type": {
            "type": "string",
            "const": "function"
          },
          "name": {
            "type": "string"
          },
          "description": {
            "type": [
              "string",
              "null"
            ]
          },
          "parameters": {
            "anyOf": [
              {
                "$ref": "#/components/schemas/OpenApiDocument"
              },
              {
                "type": "null"
              }
            ]
          },
          "strict": {
            "type": "boolean"
          }
        },
        "required": [
          "type",
          "name",
          "description",
          "parameters",
          "strict"
        ]
      },
      {
        "type": "object",
        "properties": {
          "type": {
            "type": "string",
            "const": "custom"
          },
          "name": {
            "type": "string"
          },
          "description": {
            "type": "string"
          },
          "format": {
            "anyOf": [
              {
                "type": "object",
                "properties": {
                  "type": {
                    "type": "string",
                    "const": "text"
                  }
                },
                "required": [
                  "type"
                ]
              },
              {
                "type": "object",
                "properties": {
                  "type": {
                    "type": "string",
                    "const": "grammar"
                  },
                  "syntax": {
                    "type": "string",
                    "enum": [
                      "regex",
                      "lark"
                    ]
                  },
                  "definition": {
                    "type": "string"
                  }
                },
                "required": [
                  "type",
                  "syntax",
                  "definition"
                ]
              }
            ]
          }
        },
        "required": [
          "type",
          "name",
          "format"
        ]
      }
    ],
    "description": "OpenAI requires the keys of functions to be there."
  },
  "EchoedFormat": {
    "anyOf": [
      {
        "type": "object",
        "properties": {
          "type": {
            "type": "string",
            "enum": [
              "text",
              "json_object"
            ]
          }
        },
        "required": [
          "type"
        ]
      },
      {
        "type": "object",
        "properties": {
          "type": {
            "type": "string",
            "const": "json_schema"
          },
          "name": {
            "type": "string"
          },
          "description": {
            "type": "string"
          },
          "schema": {
            "$ref": "#/components/schemas/OpenApiDocument"
          },
          "strict": {
            "type": "boolean"
          }
        },
        "required": [
          "type",
          "name",
          "schema",
          "strict"
        ]
      }
    ]
  },
  "EchoedText": {
    "type": "object",
    "properties": {
      "format": {
        "$ref": "#/components/schemas/EchoedFormat"
      },
      "verbosity": {
        "type": "string",
        "enum": [
          "low",
          "medium",
          "high"
        ]
      }
    },
    "required": [
      "format",
      "verbosity"
    ]
  },
  "EchoedTool": {
    "anyOf": [
      {
        "$ref": "#/components/schemas/EchoedCallable"
      },
      {
        "type": "object",
        "properties": {
          "type": {
            "type": "string",
            "const": "namespace"
          },
          "name": {
            "type": "string"
          },
          "description": {
            "type": "string"
          },
          "tools": {
            "type": "array",
            "items": {
              "$ref": "#/components/schemas/EchoedCallable"
            }
          }
        },
        "required": [
          "type",
          "name",
          "description",
          "tools"
        ]
      }
    ]
  },
  "EchoedToolChoice": {
    "anyOf": [
      {
        "type": "string",
        "const": "none"
      },
      {
        "type": "string",
        "const": "auto"
      },
      {
        "type": "string",
        "const": "required"
      },
      {
        "type": "object",
        "properties": {
          "type": {
            "type": "string",
            "enum": [
              "function",
              "custom"
            ]
          },
          "name": {
            "type": "string"
          }
        },
        "required": [
          "type",
          "name"
        ]
      },
      {
        "type": "object",
        "properties": {
          "type": {
            "type": "string",
            "const": "allowed_tools"
          },
          "mode": {
            "type": "string",
            "enum": [
              "auto",
              "required"
            ]
          },
          "tools": {
            "type": "array",
            "items": {
              "type": "object",
              "properties": {
                "type": {
                  "type": "string",
                  "enum": [
                    "function",
                    "custom"
                  ]
                },
                "name": {
                  "type": "string"
                }
              },
              "required": [
                "type",
                "name"
              ]
            }
          }
        },
        "required": [
          "type",
          "mode",
          "tools"
        ]
      }
    ]
  },
  "Error": {
    "type": "object",
    "properties": {
      "error": {
        "type": "object",
        "properties": {
          "message": {
            "type": "string"
          },
          "type": {
            "type": "string"
          },
          "param": {
            "type": [
              "string",
              "null"
            ]
          },
          "code": {
            "type": "string"
          }
        },
        "required": [
          "message",
          "type",
          "param",
          "code"
        ]
      }
    },
    "required": [
      "error"
    ],
    "description": "The body of an error answer in OpenAI's dialect."
  },
  "ErrorCode": {
    "type": "string",
    "enum": [
      "request_too_large",
      "invalid_api_key",
      "model_not_found",
      "not_found",
      "generation_not_found",
      "response_not_found",
      "conversation_not_found",
      "item_not_found",
      "thread_not_found",
      "rate_limit_exceeded",
      "token_rate_limit_exceeded",
      "insufficient_permissions",
      "cancelled",
      "vocabulary_mismatch",
      "generation_lost",
      "generation_failed",
      "poisonous_request",
      "internal_error",
      "invalid_request",
      "invalid_json",
      "missing_required_parameter",
      "invalid_type",
      "invalid_value",
      "unsupported_parameter",
      "unsupported_value",
      "unsupported_content",
      "invalid_json_schema",
      "context_length_exceeded",
      "unsupported_media_type",
      "previous_response_not_found",
      "conversation_locked",
      "response_in_progress",
      "connection_expired",
      "invalid_encrypted_content",
      "idempotency_key_reused",
      "generation_finished",
      "generation_changed",
      "overloaded",
      "ledger_unavailable",
      "shutting_down"
    ]
  },
  "FinishEvent": {
    "type": "object",
    "properties": {
      "type": {
        "type": "string",
        "const": "finish"
      },
      "reason": {
        "$ref": "#/components/schemas/FinishReason"
      },
      "usage": {
        "$ref": "#/components/schemas/Usage"
      },
      "stopText": {
        "type": "string"
      }
    },
    "required": [
      "type",
      "reason",
      "usage"
    ],
    "description": "`stopText` is the one of the request's stop texts that ended the answer, if one did; the reason is `stop` then."
  },
  "FinishReason": {
    "type": "string",
    "enum": [
      "stop",
      "length",
      "tool-call"
    ],
    "description": "Why a generation ended well."
  },
  "FollowedEvent": {
    "anyOf": [
      {
        "$ref": "#/components/schemas/GenerationStreamEvent"
      },
      {
        "$ref": "#/components/schemas/ChatCompletionChunk"
      },
      {
        "$ref": "#/components/schemas/ResponseStreamEvent"
      },
      {
        "$ref": "#/components/schemas/MessageStreamEvent"
      },
      {
        "$ref": "#/components/schemas/TextCompletionChunk"
      },
      {
        "$ref": "#/components/schemas/Error"
      }
    ]
  },
  "FunctionCall": {
    "type": "object",
    "properties": {
      "type": {
        "type": "string",
        "const": "function_call"
      },
      "id": {
        "type": "string"
      },
      "call_id": {
        "type": "string"
      },
      "name": {
        "type": "string"
      },
      "namespace": {
        "type": "string",
        "description": "That of the tool, if it has one."
      },
      "arguments": {
        "type": "string",
        "description": "JSON, as the model wrote it."
      },
      "status": {
        "$ref": "#/components/schemas/ItemStatus"
      }
    },
    "required": [
      "type",
      "id",
      "call_id",
      "name",
      "arguments",
      "status"
    ]
  },
  "FunctionCallOutput": {
    "type": "object",
    "properties": {
      "type": {
        "type": "string",
        "const": "function_call_output"
      },
      "id": {
        "type": "string"
      },
      "call_id": {
        "type": "string"
      },
      "output": {
        "anyOf": [
          {
            "type": "string"
          },
          {
            "type": "array",
            "items": {
              "$ref": "#/components/schemas/InputTextPart"
            }
          }
        ]
      },
      "status": {
        "$ref": "#/components/schemas/ItemStatus"
      }
    },
    "required": [
      "type",
      "id",
      "call_id",
      "output",
      "status"
    ]
  },
  "Generation": {
    "type": "object",
    "properties": {
      "id": {
        "type": "string"
      },
      "object": {
        "type": "string",
        "const": "generation"
      },
      "status": {
        "$ref": "#/components/schemas/GenerationStatus"
      },
      "model": {
        "type": "string"
      },
      "class": {
        "$ref": "#/components/schemas/GenerationClass"
      },
      "persistence": {
        "$ref": "#/components/schemas/Persistence"
      },
      "created_at": {
        "type": "number"
      },
      "started_at": {
        "type": [
          "number",
          "null"
        ]
      },
      "position": {
        "type": "number",
        "description": "How many frames its log has: the id of the last event of a stream of it."
      },
      "usage": {
        "anyOf": [
          {
            "$ref": "#/components/schemas/ChatUsage"
          },
          {
            "type": "null"
          }
        ]
      },
      "finish_reason": {
        "anyOf": [
          {
            "$ref": "#/components/schemas/ChatFinishReason"
          },
          {
            "type": "null"
          }
        ]
      },
      "error": {
        "anyOf": [
          {
            "type": "object",
            "properties": {
              "code": {
                "type": "string"
              },
              "message": {
                "type": "string"
              }
            },
            "required": [
              "code",
              "message"
            ]
          },
          {
            "type": "null"
          }
        ]
      },
      "pending_commands": {
        "type": "array",
        "items": {
          "type": "object",
          "properties": {
            "number": {
              "type": "number"
            },
            "action": {
              "type": "string"
            }
          },
          "required": [
            "number",
            "action"
          ]
        }
      },
      "forked_from": {
        "anyOf": [
          {
            "type": "object",
            "properties": {
              "id": {
                "type": "string"
              },
              "token": {
                "type": "number"
              }
            },
            "required": [
              "id",
              "token"
            ]
          },
          {
            "type": "null"
          }
        ]
      },
      "preemptions": {
        "type": "number"
      },
      "resumes": {
        "type": "number",
        "description": "How often it went on after it had left a worker."
      }
    },
    "required": [
      "id",
      "object",
      "status",
      "model",
      "class",
      "persistence",
      "created_at",
      "started_at",
      "position",
      "usage",
      "finish_reason",
      "error",
      "pending_commands",
      "forked_from",
      "preemptions",
      "resumes"
    ],
    "description": "The generation object of `GET /v1/generations`. Times are seconds since 1970."
  },
  "GenerationClass": {
    "type": "string",
    "enum": [
      "realtime",
      "interactive",
      "background",
      "batch"
    ]
  },
  "GenerationControlled": {
    "anyOf": [
      {
        "$ref": "#/components/schemas/Generation"
      },
      {
        "$ref": "#/components/schemas/GenerationList"
      }
    ]
  },
  "GenerationItem": {
    "type": "object",
    "properties": {
      "item": {
        "type": "number"
      },
      "type": {
        "$ref": "#/components/schemas/ItemKind"
      },
      "status": {
        "type": "string",
        "enum": [
          "in_progress",
          "completed"
        ]
      },
      "text": {
        "type": "string"
      },
      "name": {
        "type": "string",
        "description": "Of a call only."
      },
      "call_id": {
        "type": "string"
      },
      "first_token": {
        "type": [
          "number",
          "null"
        ],
        "description": "`null` of an item that has no tokens of its own."
      },
      "token_count": {
        "type": "number"
      }
    },
    "required": [
      "item",
      "type",
      "status",
      "text",
      "first_token",
      "token_count"
    ],
    "description": "One part of the output, and which of the tokens are its text."
  },
  "GenerationList": {
    "type": "object",
    "properties": {
      "object": {
        "type": "string",
        "const": "list"
      },
      "data": {
        "type": "array",
        "items": {
          "$ref": "#/components/schemas/Generation"
        }
      },
      "has_more": {
        "type": "boolean"
      }
    },
    "required": [
      "object",
      "data",
      "has_more"
    ],
    "description": "Newest first."
  },
  "GenerationOutput": {
    "type": "object",
    "properties": {
      "id": {
        "type": "string"
      },
      "object": {
        "type": "string",
        "const": "generation"
      },
      "status": {
        "$ref": "#/components/schemas/GenerationStatus"
      },
      "model": {
        "type": "string"
      },
      "class": {
        "$ref": "#/components/schemas/GenerationClass"
      },
      "persistence": {
        "$ref": "#/components/schemas/Persistence"
      },
      "created_at": {
        "type": "number"
      },
      "started_at": {
        "type": [
          "number",
          "null"
        ]
      },
      "position": {
        "type": "number",
        "description": "How many frames its log has: the id of the last event of a stream of it."
      },
      "usage": {
        "anyOf": [
          {
            "$ref": "#/components/schemas/ChatUsage"
          },
          {
            "type": "null"
          }
        ]
      },
      "finish_reason": {
        "anyOf": [
          {
            "$ref": "#/components/schemas/ChatFinishReason"
          },
          {
            "type": "null"
          }
        ]
      },
      "error": {
        "anyOf": [
          {
            "type": "object",
            "properties": {
              "code": {
                "type": "string"
              },
              "message": {
                "type": "string"
              }
            },
            "required": [
              "code",
              "message"
            ]
          },
          {
            "type": "null"
          }
        ]
      },
      "pending_commands": {
        "type": "array",
        "items": {
          "type": "object",
          "properties": {
            "number": {
              "type": "number"
            },
            "action": {
              "type": "string"
            }
          },
          "required": [
            "number",
            "action"
          ]
        }
      },
      "forked_from": {
        "anyOf": [
          {
            "type": "object",
            "properties": {
              "id": {
                "type": "string"
              },
              "token": {
                "type": "number"
              }
            },
            "required": [
              "id",
              "token"
            ]
          },
          {
            "type": "null"
          }
        ]
      },
      "preemptions": {
        "type": "number"
      },
      "resumes": {
        "type": "number",
        "description": "How often it went on after it had left a worker."
      },
      "output": {
        "type": "array",
        "items": {
          "$ref": "#/components/schemas/GenerationItem"
        }
      },
      "token_count": {
        "type": "number",
        "description": "How many tokens stand, those between the texts included."
      },
      "tokens": {
        "type": "array",
        "items": {
          "$ref": "#/components/schemas/GenerationToken"
        }
      }
    },
    "required": [
      "class",
      "created_at",
      "error",
      "finish_reason",
      "forked_from",
      "id",
      "model",
      "object",
      "output",
      "pending_commands",
      "persistence",
      "position",
      "preemptions",
      "resumes",
      "started_at",
      "status",
      "token_count",
      "usage"
    ],
    "description": "The same with what was generated."
  },
  "GenerationStatus": {
    "type": "string",
    "enum": [
      "queued",
      "in_progress",
      "paused",
      "completed",
      "failed",
      "cancelled"
    ]
  },
  "GenerationStreamEvent": {
    "anyOf": [
      {
        "type": "object",
        "properties": {
          "token_ids": {
            "type": "array",
            "items": {
              "type": "number"
            }
          },
          "type": {
            "type": "string",
            "const": "generation-started"
          },
          "cachedTokens": {
            "type": "number"
          }
        },
        "required": [
          "cachedTokens",
          "type"
        ]
      },
      {
        "type": "object",
        "properties": {
          "token_ids": {
            "type": "array",
            "items": {
              "type": "number"
            }
          },
          "type": {
            "type": "string",
            "const": "item-started"
          },
          "item": {
            "type": "number"
          },
          "kind": {
            "$ref": "#/components/schemas/ItemKind"
          },
          "toolName": {
            "type": "string"
          }
        },
        "required": [
          "item",
          "kind",
          "toolName",
          "type"
        ]
      },
      {
        "type": "object",
        "properties": {
          "token_ids": {
            "type": "array",
            "items": {
              "type": "number"
            }
          },
          "type": {
            "type": "string",
            "const": "reasoning-delta"
          },
          "item": {
            "type": "number"
          },
          "text": {
            "type": "string"
          }
        },
        "required": [
          "item",
          "text",
          "type"
        ]
      },
      {
        "type": "object",
        "properties": {
          "token_ids": {
            "type": "array",
            "items": {
              "type": "number"
            }
          },
          "type": {
            "type": "string",
            "const": "tool-arguments-delta"
          },
          "item": {
            "type": "number"
          },
          "text": {
            "type": "string"
          }
        },
        "required": [
          "item",
          "text",
          "type"
        ]
      },
      {
        "type": "object",
        "properties": {
          "token_ids": {
            "type": "array",
            "items": {
              "type": "number"
            }
          },
          "type": {
            "type": "string",
            "const": "item-ended"
          },
          "item": {
            "type": "number"
          }
        },
        "required": [
          "item",
          "type"
        ]
      },
      {
        "type": "object",
        "properties": {
          "token_ids": {
            "type": "array",
            "items": {
              "type": "number"
            }
          },
          "type": {
            "type": "string",
            "const": "paused"
          }
        },
        "required": [
          "type"
        ]
      },
      {
        "type": "object",
        "properties": {
          "token_ids": {
            "type": "array",
            "items": {
              "type": "number"
            }
          },
          "type": {
            "type": "string",
            "const": "resumed"
          }
        },
        "required": [
          "type"
        ]
      },
      {
        "type": "object",
        "properties": {
          "token_ids": {
            "type": "array",
            "items": {
              "type": "number"
            }
          },
          "type": {
            "type": "string",
            "const": "steered"
          },
          "command": {
            "type": "number"
          },
          "action": {
            "$ref": "#/components/schemas/SteeringAction"
          },
          "tokens": {
            "type": "number"
          },
          "alternatives": {
            "type": "number"
          },
          "applied": {
            "type": "boolean"
          }
        },
        "required": [
          "action",
          "alternatives",
          "applied",
          "command",
          "tokens",
          "type"
        ]
      },
      {
        "type": "object",
        "properties": {
          "token_ids": {
            "type": "array",
            "items": {
              "type": "number"
            }
          },
          "type": {
            "type": "string",
            "const": "finish"
          },
          "reason": {
            "$ref": "#/components/schemas/FinishReason"
          },
          "usage": {
            "$ref": "#/components/schemas/Usage"
          },
          "stopText": {
            "type": "string"
          }
        },
        "required": [
          "reason",
          "type",
          "usage"
        ]
      },
      {
        "type": "object",
        "properties": {
          "token_ids": {
            "type": "array",
            "items": {
              "type": "number"
            }
          },
          "type": {
            "type": "string",
            "const": "error"
          },
          "code": {
            "$ref": "#/components/schemas/ErrorCode"
          },
          "message": {
            "type": "string"
          }
        },
        "required": [
          "code",
          "message",
          "type"
        ]
      },
      {
        "type": "object",
        "properties": {
          "token_ids": {
            "type": "array",
            "items": {
              "type": "number"
            }
          },
          "logprobs": {
            "type": "array",
            "items": {
              "$ref": "#/components/schemas/NeutralLogprob"
            }
          },
          "type": {
            "type": "string",
            "const": "content-delta"
          },
          "item": {
            "type": "number"
          },
          "text": {
            "type": "string"
          }
        },
        "required": [
          "item",
          "text",
          "type"
        ]
      },
      {
        "type": "object",
        "properties": {
          "token_ids": {
            "type": "array",
            "items": {
              "type": "number"
            }
          },
          "standing": {
            "type": "array",
            "items": {
              "$ref": "#/components/schemas/NeutralEvent"
            }
          },
          "type": {
            "type": "string",
            "const": "rewound"
          },
          "command": {
            "type": "number"
          },
          "toToken": {
            "type": "number"
          }
        },
        "required": [
          "command",
          "standing",
          "toToken",
          "type"
        ]
      },
      {
        "type": "object",
        "properties": {
          "token_ids": {
            "type": "array",
            "items": {
              "type": "number"
            }
          },
          "type": {
            "type": "string",
            "const": "token-inspected"
          },
          "tokenIndex": {
            "type": "number"
          },
          "tokenId": {
            "type": "number"
          },
          "token": {
            "$ref": "#/components/schemas/NeutralLogprob"
          }
        },
        "required": [
          "token",
          "tokenId",
          "tokenIndex",
          "type"
        ]
      },
      {
        "type": "object",
        "properties": {
          "type": {
            "type": "string",
            "const": "tokens"
          },
          "token_ids": {
            "type": "array",
            "items": {
              "type": "number"
            }
          }
        },
        "required": [
          "type",
          "token_ids"
        ]
      }
    ],
    "description": "What comes with an event of a generation, and by itself when a frame brought tokens and no event."
  },
  "GenerationToken": {
    "type": "object",
    "properties": {
      "index": {
        "type": "number"
      },
      "id": {
        "type": "number"
      },
      "text": {
        "type": "string"
      },
      "channel": {
        "$ref": "#/components/schemas/TokenChannel"
      }
    },
    "required": [
      "index",
      "id",
      "text",
      "channel"
    ]
  },
  "Health": {
    "type": "object",
    "properties": {
      "state": {
        "type": "string",
        "enum": [
          "starting",
          "ready",
          "draining",
          "stopped"
        ]
      }
    },
    "required": [
      "state"
    ],
    "additionalProperties": false
  },
  "InputMessage": {
    "type": "object",
    "properties": {
      "type": {
        "type": "string",
        "const": "message"
      },
      "id": {
        "type": "string"
      },
      "role": {
        "type": "string",
        "enum": [
          "user",
          "system",
          "developer"
        ]
      },
      "status": {
        "$ref": "#/components/schemas/ItemStatus"
      },
      "content": {
        "type": "array",
        "items": {
          "$ref": "#/components/schemas/InputTextPart"
        }
      }
    },
    "required": [
      "type",
      "id",
      "role",
      "status",
      "content"
    ]
  },
  "InputTextPart": {
    "type": "object",
    "properties": {
      "type": {
        "type": "string",
        "const": "input_text"
      },
      "text": {
        "type": "string"
      }
    },
    "required": [
      "type",
      "text"
    ]
  },
  "InputTokens": {
    "type": "object",
    "properties": {
      "object": {
        "type": "string",
        "const": "response.input_tokens"
      },
      "input_tokens": {
        "type": "number"
      }
    },
    "required": [
      "object",
      "input_tokens"
    ]
  },
  "Item": {
    "anyOf": [
      {
        "$ref": "#/components/schemas/InputMessage"
      },
      {
        "$ref": "#/components/schemas/OutputMessage"
      },
      {
        "$ref": "#/components/schemas/FunctionCall"
      },
      {
        "$ref": "#/components/schemas/FunctionCallOutput"
      },
      {
        "$ref": "#/components/schemas/CustomToolCall"
      },
      {
        "$ref": "#/components/schemas/CustomToolCallOutput"
      },
      {
        "$ref": "#/components/schemas/ReasoningItem"
      },
      {
        "$ref": "#/components/schemas/CompactionItem"
      }
    ],
    "description": "An item that has its id."
  },
  "ItemKind": {
    "type": "string",
    "enum": [
      "reasoning",
      "preamble",
      "answer",
      "tool-call"
    ],
    "description": "What an item of the output is: thinking, an announcement to the user before a tool call, the answer, a tool call."
  },
  "ItemList": {
    "type": "object",
    "properties": {
      "object": {
        "type": "string",
        "const": "list"
      },
      "data": {
        "type": "array",
        "items": {
          "$ref": "#/components/schemas/Item"
        }
      },
      "first_id": {
        "type": [
          "string",
          "null"
        ]
      },
      "last_id": {
        "type": [
          "string",
          "null"
        ]
      },
      "has_more": {
        "type": "boolean"
      }
    },
    "required": [
      "object",
      "data",
      "first_id",
      "last_id",
      "has_more"
    ]
  },
  "ItemStatus": {
    "type": "string",
    "enum": [
      "in_progress",
      "completed",
      "incomplete"
    ]
  },
  "Json": {
    "anyOf": [
      {
        "type": "null"
      },
      {
        "type": "boolean"
      },
      {
        "type": "number"
      },
      {
        "type": "string"
      },
      {
        "type": "array",
        "items": {
          "$ref": "#/components/schemas/Json"
        }
      },
      {
        "$ref": "#/components/schemas/OpenApiDocument"
      }
    ],
    "description": "A JSON value as it came from a client, key order preserved."
  },
  "Message": {
    "type": "object",
    "properties": {
      "stop_reason": {
        "$ref": "#/components/schemas/MessageStopReason"
      },
      "stop_sequence": {
        "type": [
          "string",
          "null"
        ]
      },
      "stop_details": {
        "type": "null"
      },
      "id": {
        "type": "string"
      },
      "type": {
        "type": "string",
        "const": "message"
      },
      "role": {
        "type": "string",
        "const": "assistant"
      },
      "model": {
        "type": "string"
      },
      "content": {
        "type": "array",
        "items": {
          "$ref": "#/components/schemas/MessageBlock"
        }
      },
      "usage": {
        "type": "object",
        "properties": {
          "cache_creation": {
            "type": "object",
            "properties": {
              "ephemeral_5m_input_tokens": {
                "type": "number"
              },
              "ephemeral_1h_input_tokens": {
                "type": "number"
              }
            },
            "required": [
              "ephemeral_5m_input_tokens",
              "ephemeral_1h_input_tokens"
            ]
          },
          "service_tier": {
            "type": "string",
            "const": "standard"
          },
          "inference_geo": {
            "type": "null"
          },
          "speed": {
            "type": "null"
          },
          "input_tokens": {
            "type": "number",
            "description": "Without what was found in a cache."
          },
          "cache_creation_input_tokens": {
            "type": "number",
            "const": 0
          },
          "cache_read_input_tokens": {
            "type": "number"
          },
          "output_tokens": {
            "type": "number"
          },
          "output_tokens_details": {
            "type": "object",
            "properties": {
              "thinking_tokens": {
                "type": "number"
              }
            },
            "required": [
              "thinking_tokens"
            ]
          },
          "server_tool_use": {
            "type": "null"
          }
        },
        "required": [
          "cache_creation",
          "cache_creation_input_tokens",
          "cache_read_input_tokens",
          "inference_geo",
          "input_tokens",
          "output_tokens",
          "output_tokens_details",
          "server_tool_use",
          "service_tier",
          "speed"
        ]
      },
      "container": {
        "type": "null"
      },
      "diagnostics": {
        "type": "null"
      }
    },
    "required": [
      "container",
      "content",
      "diagnostics",
      "id",
      "model",
      "role",
      "stop_details",
      "stop_reason",
      "stop_sequence",
      "type",
      "usage"
    ],
    "description": "The answer of `POST /v1/messages` without streaming."
  },
  "MessageBlock": {
    "anyOf": [
      {
        "type": "object",
        "properties": {
          "type": {
            "type": "string",
            "const": "thinking"
          },
          "thinking": {
            "type": "string"
          },
          "signature": {
            "type": "string"
          }
        },
        "required": [
          "type",
          "thinking",
          "signature"
        ]
      },
      {
        "type": "object",
        "properties": {
          "type": {
            "type": "string",
            "const": "text"
          },
          "text": {
            "type": "string"
          }
        },
        "required": [
          "type",
          "text"
        ]
      },
      {
        "type": "object",
        "properties": {
          "type": {
            "type": "string",
            "const": "tool_use"
          },
          "id": {
            "type": "string"
          },
          "name": {
            "type": "string"
          },
          "input": {
            "$ref": "#/components/schemas/OpenApiDocument"
          },
          "caller": {
            "type": "object",
            "properties": {
              "type": {
                "type": "string",
                "const": "direct"
              }
            },
            "required": [
              "type"
            ]
          }
        },
        "required": [
          "type",
          "id",
          "name",
          "input",
          "caller"
        ]
      }
    ],
    "description": "A text has no `citations: null`, as Anthropic's types have it: the AI SDK refuses that."
  },
  "MessageDelta": {
    "anyOf": [
      {
        "type": "object",
        "properties": {
          "type": {
            "type": "string",
            "const": "text_delta"
          },
          "text": {
            "type": "string"
          }
        },
        "required": [
          "type",
          "text"
        ]
      },
      {
        "type": "object",
        "properties": {
          "type": {
            "type": "string",
            "const": "thinking_delta"
          },
          "thinking": {
            "type": "string"
          }
        },
        "required": [
          "type",
          "thinking"
        ]
      },
      {
        "type": "object",
        "properties": {
          "type": {
            "type": "string",
            "const": "signature_delta"
          },
          "signature": {
            "type": "string"
          }
        },
        "required": [
          "type",
          "signature"
        ]
      },
      {
        "type": "object",
        "properties": {
          "type": {
            "type": "string",
            "const": "input_json_delta"
          },
          "partial_json": {
            "type": "string"
          }
        },
        "required": [
          "type",
          "partial_json"
        ]
      }
    ]
  },
  "MessageLiveEvent": {
    "anyOf": [
      {
        "type": "object",
        "properties": {
          "type": {
            "type": "string",
            "const": "paused"
          }
        },
        "required": [
          "type"
        ]
      },
      {
        "type": "object",
        "properties": {
          "type": {
            "type": "string",
            "const": "resumed"
          }
        },
        "required": [
          "type"
        ]
      },
      {
        "type": "object",
        "properties": {
          "type": {
            "type": "string",
            "const": "rewound"
          },
          "token": {
            "type": "number"
          },
          "standing": {
            "type": "array",
            "items": {
              "type": "number"
            }
          }
        },
        "required": [
          "type",
          "token",
          "standing"
        ]
      }
    ],
    "description": "What people did to the generation while it ran; `standing` are the blocks that still count after an edit."
  },
  "MessagePhase": {
    "type": "string",
    "enum": [
      "commentary",
      "final_answer"
    ],
    "description": "Whether a message is an announcement in front of a tool call, or the answer."
  },
  "MessageStopReason": {
    "type": "string",
    "enum": [
      "end_turn",
      "max_tokens",
      "stop_sequence",
      "tool_use",
      "model_context_window_exceeded"
    ]
  },
  "MessageStreamEvent": {
    "anyOf": [
      {
        "type": "object",
        "properties": {
          "type": {
            "type": "string",
            "const": "message_start"
          },
          "message": {
            "$ref": "#/components/schemas/BegunMessage"
          }
        },
        "required": [
          "type",
          "message"
        ]
      },
      {
        "type": "object",
        "properties": {
          "type": {
            "type": "string",
            "const": "content_block_start"
          },
          "index": {
            "type": "number"
          },
          "content_block": {
            "$ref": "#/components/schemas/MessageBlock"
          }
        },
        "required": [
          "type",
          "index",
          "content_block"
        ]
      },
      {
        "type": "object",
        "properties": {
          "type": {
            "type": "string",
            "const": "content_block_delta"
          },
          "index": {
            "type": "number"
          },
          "delta": {
            "$ref": "#/components/schemas/MessageDelta"
          }
        },
        "required": [
          "type",
          "index",
          "delta"
        ]
      },
      {
        "type": "object",
        "properties": {
          "type": {
            "type": "string",
            "const": "content_block_stop"
          },
          "index": {
            "type": "number"
          }
        },
        "required": [
          "type",
          "index"
        ]
      },
      {
        "type": "object",
        "properties": {
          "type": {
            "type": "string",
            "const": "message_delta"
          },
          "delta": {
            "type": "object",
            "properties": {
              "container": {
                "type": "null"
              },
              "stop_reason": {
                "$ref": "#/components/schemas/MessageStopReason"
              },
              "stop_sequence": {
                "type": [
                  "string",
                  "null"
                ]
              },
              "stop_details": {
                "type": "null"
              }
            },
            "required": [
              "container",
              "stop_details",
              "stop_reason",
              "stop_sequence"
            ]
          },
          "usage": {
            "$ref": "#/components/schemas/MessageUsage"
          }
        },
        "required": [
          "type",
          "delta",
          "usage"
        ]
      },
      {
        "type": "object",
        "properties": {
          "type": {
            "type": "string",
            "const": "message_stop"
          }
        },
        "required": [
          "type"
        ]
      },
      {
        "type": "object",
        "properties": {
          "type": {
            "type": "string",
            "const": "ping"
          },
          "harmonium": {
            "$ref": "#/components/schemas/MessageLiveEvent"
          }
        },
        "required": [
          "type"
        ]
      },
      {
        "$ref": "#/components/schemas/AnthropicError"
      }
    ],
    "description": "One event of a message."
  },
  "MessageTokens": {
    "type": "object",
    "properties": {
      "input_tokens": {
        "type": "number"
      }
    },
    "required": [
      "input_tokens"
    ]
  },
  "MessageUsage": {
    "type": "object",
    "properties": {
      "input_tokens": {
        "type": "number",
        "description": "Without what was found in a cache."
      },
      "cache_creation_input_tokens": {
        "type": "number",
        "const": 0
      },
      "cache_read_input_tokens": {
        "type": "number"
      },
      "output_tokens": {
        "type": "number"
      },
      "output_tokens_details": {
        "type": "object",
        "properties": {
          "thinking_tokens": {
            "type": "number"
          }
        },
        "required": [
          "thinking_tokens"
        ]
      },
      "server_tool_use": {
        "type": "null"
      }
    },
    "required": [
      "input_tokens",
      "cache_creation_input_tokens",
      "cache_read_input_tokens",
      "output_tokens",
      "output_tokens_details",
      "server_tool_use"
    ],
    "description": "Anthropic's `usage` of what is spent until an event; caching costs nothing here, and is not counted as writing."
  },
  "Model": {
    "type": "object",
    "properties": {
      "context_length": {
        "type": "number"
      },
      "max_model_len": {
        "type": "number"
      },
      "architecture": {
        "type": "object",
        "properties": {
          "modality": {
            "type": "string",
            "const": "text->text"
          },
          "input_modalities": {
            "type": "array",
            "items": {
              "type": "string",
              "const": "text"
            },
            "minItems": 1,
            "maxItems": 1
          },
          "output_modalities": {
            "type": "array",
            "items": {
              "type": "string",
              "const": "text"
            },
            "minItems": 1,
            "maxItems": 1
          }
        },
        "required": [
          "modality",
          "input_modalities",
          "output_modalities"
        ]
      },
      "slots": {
        "type": "number"
      },
      "ready_workers": {
        "type": "number"
      },
      "alias_of": {
        "type": [
          "string",
          "null"
        ]
      },
      "adapter": {
        "type": [
          "string",
          "null"
        ]
      },
      "type": {
        "type": "string",
        "const": "model"
      },
      "display_name": {
        "type": "string"
      },
      "created_at": {
        "type": "string",
        "description": "RFC 3339."
      },
      "max_input_tokens": {
        "type": "number"
      },
      "max_tokens": {
        "type": "number"
      },
      "capabilities": {
        "type": "null"
      },
      "lifecycle": {
        "type": "string",
        "const": "active"
      },
      "line": {
        "type": "null"
      },
      "deprecated_at": {
        "type": "null"
      },
      "retires_at": {
        "type": "null"
      },
      "id": {
        "type": "string"
      },
      "object": {
        "type": "string",
        "const": "model"
      },
      "created": {
        "type": "number"
      },
      "owned_by": {
        "type": "string"
      }
    },
    "required": [
      "adapter",
      "alias_of",
      "architecture",
      "capabilities",
      "context_length",
      "created",
      "created_at",
      "deprecated_at",
      "display_name",
      "id",
      "lifecycle",
      "line",
      "max_input_tokens",
      "max_model_len",
      "max_tokens",
      "object",
      "owned_by",
      "ready_workers",
      "retires_at",
      "slots",
      "type"
    ],
    "description": "A model as the clients of OpenAI and those of Anthropic read it."
  },
  "ModelList": {
    "type": "object",
    "properties": {
      "object": {
        "type": "string",
        "const": "list"
      },
      "data": {
        "type": "array",
        "items": {
          "$ref": "#/components/schemas/Model"
        }
      },
      "has_more": {
        "type": "boolean",
        "const": false
      },
      "first_id": {
        "type": [
          "string",
          "null"
        ]
      },
      "last_id": {
        "type": [
          "string",
          "null"
        ]
      }
    },
    "required": [
      "object",
      "data",
      "has_more",
      "first_id",
      "last_id"
    ],
    "description": "A list of models as both read it; it is always whole."
  },
  "NeutralEvent": {
    "anyOf": [
      {
        "anyOf": [
          {
            "type": "object",
            "properties": {
              "type": {
                "type": "string",
                "const": "generation-started"
              },
              "cachedTokens": {
                "type": "number"
              }
            },
            "required": [
              "type",
              "cachedTokens"
            ]
          },
          {
            "type": "object",
            "properties": {
              "type": {
                "type": "string",
                "const": "item-started"
              },
              "item": {
                "type": "number"
              },
              "kind": {
                "$ref": "#/components/schemas/ItemKind"
              },
              "toolName": {
                "type": "string"
              }
            },
            "required": [
              "type",
              "item",
              "kind",
              "toolName"
            ]
          },
          {
            "type": "object",
            "properties": {
              "type": {
                "type": "string",
                "const": "reasoning-delta"
              },
              "item": {
                "type": "number"
              },
              "text": {
                "type": "string"
              }
            },
            "required": [
              "type",
              "item",
              "text"
            ]
          },
          {
            "type": "object",
            "properties": {
              "type": {
                "type": "string",
                "const": "tool-arguments-delta"
              },
              "item": {
                "type": "number"
              },
              "text": {
                "type": "string"
              }
            },
            "required": [
              "type",
              "item",
              "text"
            ]
          },
          {
            "type": "object",
            "properties": {
              "type": {
                "type": "string",
                "const": "item-ended"
              },
              "item": {
                "type": "number"
              }
            },
            "required": [
              "type",
              "item"
            ]
          },
          {
            "type": "object",
            "properties": {
              "type": {
                "type": "string",
                "const": "paused"
              }
            },
            "required": [
              "type"
            ]
          },
          {
            "type": "object",
            "properties": {
              "type": {
                "type": "string",
                "const": "resumed"
              }
            },
            "required": [
              "type"
            ]
          },
          {
            "type": "object",
            "properties": {
              "type": {
                "type": "string",
                "const": "steered"
              },
              "command": {
                "type": "number"
              },
              "action": {
                "$ref": "#/components/schemas/SteeringAction"
              },
              "tokens": {
                "type": "number"
              },
              "alternatives": {
                "type": "number"
              },
              "applied": {
                "type": "boolean"
              }
            },
            "required": [
              "type",
              "command",
              "action",
              "tokens",
              "alternatives",
              "applied"
            ]
          },
          {
            "$ref": "#/components/schemas/TerminalEvent"
          }
        ],
        "description": "What comes up from a worker, in order. `item` counts the parts of the output from 0; the ids that clients see derive from it and from the generation's id, so every replay gives the same ones. A stream has any number of events and ends with exactly one terminal event, `finish` or `error`."
      },
      {
        "type": "object",
        "properties": {
          "logprobs": {
            "type": "array",
            "items": {
              "$ref": "#/components/schemas/NeutralLogprob"
            }
          },
          "type": {
            "type": "string",
            "const": "content-delta"
          },
          "item": {
            "type": "number"
          },
          "text": {
            "type": "string"
          }
        },
        "required": [
          "item",
          "text",
          "type"
        ]
      },
      {
        "type": "object",
        "properties": {
          "standing": {
            "type": "array",
            "items": {
              "$ref": "#/components/schemas/NeutralEvent"
            }
          },
          "type": {
            "type": "string",
            "const": "rewound"
          },
          "command": {
            "type": "number"
          },
          "toToken": {
            "type": "number"
          }
        },
        "required": [
          "command",
          "standing",
          "toToken",
          "type"
        ]
      },
      {
        "type": "object",
        "properties": {
          "type": {
            "type": "string",
            "const": "token-inspected"
          },
          "tokenIndex": {
            "type": "number"
          },
          "tokenId": {
            "type": "number"
          },
          "token": {
            "$ref": "#/components/schemas/NeutralLogprob"
          }
        },
        "required": [
          "type",
          "tokenIndex",
          "tokenId",
          "token"
        ]
      }
    ],
    "description": "An event of a generation as JSON."
  },
  "NeutralLikelihood": {
    "type": "object",
    "properties": {
      "text": {
        "type": "string"
      },
      "bytes": {
        "type": "array",
        "items": {
          "type": "number"
        }
      },
      "logprob": {
        "type": [
          "number",
          "null"
        ],
        "description": "`null` of what is impossible: JSON has no infinity."
      }
    },
    "required": [
      "text",
      "bytes",
      "logprob"
    ],
    "description": "A token and how likely it was. What is only a part of a character becomes U+FFFD in the text."
  },
  "NeutralLogprob": {
    "type": "object",
    "properties": {
      "text": {
        "type": "string"
      },
      "bytes": {
        "type": "array",
        "items": {
          "type": "number"
        }
      },
      "logprob": {
        "type": [
          "number",
          "null"
        ],
        "description": "`null` of what is impossible: JSON has no infinity."
      },
      "alternatives": {
        "type": "array",
        "items": {
          "$ref": "#/components/schemas/NeutralLikelihood"
        },
        "description": "The likeliest tokens at its place, itself among them if it is one."
      }
    },
    "required": [
      "alternatives",
      "bytes",
      "logprob",
      "text"
    ]
  },
  "OpenApiDocument": {
    "type": "object",
    "additionalProperties": {
      "$ref": "#/components/schemas/Json"
    }
  },
  "OutputItem": {
    "anyOf": [
      {
        "$ref": "#/components/schemas/OutputMessage"
      },
      {
        "$ref": "#/components/schemas/FunctionCall"
      },
      {
        "$ref": "#/components/schemas/CustomToolCall"
      },
      {
        "$ref": "#/components/schemas/ReasoningItem"
      },
      {
        "$ref": "#/components/schemas/CompactionItem"
      }
    ],
    "description": "An item that a model produced, and a client may find in `output`."
  },
  "OutputMessage": {
    "type": "object",
    "properties": {
      "type": {
        "type": "string",
        "const": "message"
      },
      "id": {
        "type": "string"
      },
      "role": {
        "type": "string",
        "const": "assistant"
      },
      "status": {
        "$ref": "#/components/schemas/ItemStatus"
      },
      "content": {
        "type": "array",
        "items": {
          "anyOf": [
            {
              "$ref": "#/components/schemas/OutputTextPart"
            },
            {
              "$ref": "#/components/schemas/RefusalPart"
            }
          ]
        }
      },
      "phase": {
        "$ref": "#/components/schemas/MessagePhase"
      }
    },
    "required": [
      "type",
      "id",
      "role",
      "status",
      "content"
    ]
  },
  "OutputTextPart": {
    "type": "object",
    "properties": {
      "type": {
        "type": "string",
        "const": "output_text"
      },
      "text": {
        "type": "string"
      },
      "annotations": {
        "type": "array",
        "minItems": 0,
        "maxItems": 0,
        "description": "There is nothing here that annotates."
      },
      "logprobs": {
        "type": "array",
        "items": {
          "$ref": "#/components/schemas/ChatTokenLogprob"
        },
        "description": "Empty unless they were asked for."
      }
    },
    "required": [
      "type",
      "text",
      "annotations",
      "logprobs"
    ]
  },
  "Persistence": {
    "type": "string",
    "enum": [
      "foreground",
      "resumable",
      "background"
    ],
    "description": "What happens when nobody follows a generation: `foreground` ends at once when its client leaves, and after a short grace when its gateway died; `resumable` goes on for a longer grace, so that the client can come back; `background` goes on."
  },
  "Readiness": {
    "type": "object",
    "properties": {
      "state": {
        "type": "string",
        "enum": [
          "starting",
          "ready",
          "draining",
          "stopped"
        ]
      },
      "ledger": {
        "type": "string",
        "enum": [
          "reachable",
          "away"
        ]
      }
    },
    "required": [
      "state",
      "ledger"
    ],
    "description": "What operators look at."
  },
  "ReasoningItem": {
    "type": "object",
    "properties": {
      "type": {
        "type": "string",
        "const": "reasoning"
      },
      "id": {
        "type": "string"
      },
      "summary": {
        "type": "array",
        "items": {
          "$ref": "#/components/schemas/SummaryTextPart"
        },
        "description": "gpt-oss writes none; clients may send some of other models."
      },
      "content": {
        "type": "array",
        "items": {
          "$ref": "#/components/schemas/ReasoningTextPart"
        },
        "description": "Empty for a client that may not see it."
      },
      "encrypted_content": {
        "type": "string",
        "description": "The sealed thought; absent unless the client asked for it."
      },
      "status": {
        "$ref": "#/components/schemas/ItemStatus"
      }
    },
    "required": [
      "type",
      "id",
      "summary",
      "content",
      "status"
    ]
  },
  "ReasoningTextPart": {
    "type": "object",
    "properties": {
      "type": {
        "type": "string",
        "const": "reasoning_text"
      },
      "text": {
        "type": "string"
      }
    },
    "required": [
      "type",
      "text"
    ]
  },
  "RefusalPart": {
    "type": "object",
    "properties": {
      "type": {
        "type": "string",
        "const": "refusal"
      },
      "refusal": {
        "type": "string"
      }
    },
    "required": [
      "type",
      "refusal"
    ]
  },
  "Response": {
    "type": "object",
    "properties": {
      "background": {
        "type": "boolean"
      },
      "conversation": {
        "anyOf": [
          {
            "type": "object",
            "properties": {
              "id": {
                "type": "string"
              }
            },
            "required": [
              "id"
            ]
          },
          {
            "type": "null"
          }
        ]
      },
      "frequency_penalty": {
        "type": "number"
      },
      "instructions": {
        "type": [
          "string",
          "null"
        ]
      },
      "max_output_tokens": {
        "type": [
          "number",
          "null"
        ]
      },
      "max_tool_calls": {
        "type": [
          "number",
          "null"
        ]
      },
      "metadata": {
        "type": "object",
        "additionalProperties": {
          "type": "string"
        }
      },
      "model": {
        "type": "string"
      },
      "parallel_tool_calls": {
        "type": "boolean"
      },
      "presence_penalty": {
        "type": "number"
      },
      "previous_response_id": {
        "type": [
          "string",
          "null"
        ]
      },
      "prompt_cache_key": {
        "type": [
          "string",
          "null"
        ]
      },
      "prompt_cache_retention": {
        "type": [
          "string",
          "null"
        ],
        "enum": [
          "in_memory",
          "24h",
          null
        ]
      },
      "reasoning": {
        "type": "object",
        "properties": {
          "effort": {
            "$ref": "#/components/schemas/AskedEffort"
          },
          "summary": {
            "type": [
              "string",
              "null"
            ],
            "enum": [
              "auto",
              "concise",
              "detailed",
              null
            ]
          }
        },
        "required": [
          "effort",
          "summary"
        ]
      },
      "safety_identifier": {
        "type": [
          "string",
          "null"
        ]
      },
      "service_tier": {
        "type": "string",
        "enum": [
          "default",
          "flex",
          "scale",
          "priority"
        ]
      },
      "store": {
        "type": "boolean"
      },
      "temperature": {
        "type": "number"
      },
      "text": {
        "$ref": "#/components/schemas/EchoedText"
      },
      "tool_choice": {
        "$ref": "#/components/schemas/EchoedToolChoice"
      },
      "tools": {
        "type": "array",
        "items": {
          "$ref": "#/components/schemas/EchoedTool"
        }
      },
      "top_logprobs": {
        "type": "number"
      },
      "top_p": {
        "type": "number"
      },
      "truncation": {
        "type": "string",
        "enum": [
          "auto",
          "disabled"
        ]
      },
      "user": {
        "type": "string",
        "description": "Absent where the request said nothing."
      },
      "id": {
        "type": "string"
      },
      "object": {
        "type": "string",
        "const": "response"
      },
      "created_at": {
        "type": "number"
      },
      "completed_at": {
        "type": [
          "number",
          "null"
        ]
      },
      "status": {
        "$ref": "#/components/schemas/ResponseStatus"
      },
      "incomplete_details": {
        "anyOf": [
          {
            "type": "object",
            "properties": {
              "reason": {
                "type": "string",
                "const": "max_output_tokens"
              }
            },
            "required": [
              "reason"
            ]
          },
          {
            "type": "null"
          }
        ]
      },
      "error": {
        "anyOf": [
          {
            "$ref": "#/components/schemas/ResponseFailure"
          },
          {
            "type": "null"
          }
        ]
      },
      "output": {
        "type": "array",
        "items": {
          "$ref": "#/components/schemas/OutputItem"
        }
      },
      "usage": {
        "anyOf": [
          {
            "$ref": "#/components/schemas/ResponseUsage"
          },
          {
            "type": "null"
          }
        ],
        "description": "`null` until it has ended, and of one that failed."
      }
    },
    "required": [
      "background",
      "completed_at",
      "conversation",
      "created_at",
      "error",
      "frequency_penalty",
      "id",
      "incomplete_details",
      "instructions",
      "max_output_tokens",
      "max_tool_calls",
      "metadata",
      "model",
      "object",
      "output",
      "parallel_tool_calls",
      "presence_penalty",
      "previous_response_id",
      "prompt_cache_key",
      "prompt_cache_retention",
      "reasoning",
      "safety_identifier",
      "service_tier",
      "status",
      "store",
      "temperature",
      "text",
      "tool_choice",
      "tools",
      "top_logprobs",
      "top_p",
      "truncation",
      "usage"
    ],
    "description": "A response object in any state; every key is always there."
  },
  "ResponseArgumentsDoneEvent": {
    "type": "object",
    "properties": {
      "sequence_number": {
        "type": "number"
      },
      "item_id": {
        "type": "string"
      },
      "output_index": {
        "type": "number"
      },
      "type": {
        "type": "string",
        "const": "response.function_call_arguments.done"
      },
      "name": {
        "type": "string"
      },
      "arguments": {
        "type": "string"
      }
    },
    "required": [
      "arguments",
      "item_id",
      "name",
      "output_index",
      "sequence_number",
      "type"
    ]
  },
  "ResponseCallDeltaEvent": {
    "type": "object",
    "properties": {
      "sequence_number": {
        "type": "number"
      },
      "item_id": {
        "type": "string"
      },
      "output_index": {
        "type": "number"
      },
      "type": {
        "type": "string",
        "enum": [
          "response.function_call_arguments.delta",
          "response.custom_tool_call_input.delta"
        ]
      },
      "delta": {
        "type": "string"
      }
    },
    "required": [
      "delta",
      "item_id",
      "output_index",
      "sequence_number",
      "type"
    ]
  },
  "ResponseDeleted": {
    "type": "object",
    "properties": {
      "id": {
        "type": "string"
      },
      "object": {
        "type": "string",
        "const": "response"
      },
      "deleted": {
        "type": "boolean",
        "const": true
      }
    },
    "required": [
      "id",
      "object",
      "deleted"
    ]
  },
  "ResponseErrorEvent": {
    "type": "object",
    "properties": {
      "sequence_number": {
        "type": "number"
      },
      "type": {
        "type": "string",
        "const": "error"
      },
      "code": {
        "type": "string"
      },
      "message": {
        "type": "string"
      },
      "param": {
        "type": [
          "string",
          "null"
        ]
      },
      "status": {
        "type": "number"
      },
      "error": {
        "type": "object",
        "properties": {
          "message": {
            "type": "string"
          },
          "type": {
            "type": "string"
          },
          "param": {
            "type": [
              "string",
              "null"
            ]
          },
          "code": {
            "type": "string"
          }
        },
        "required": [
          "message",
          "type",
          "param",
          "code"
        ]
      }
    },
    "required": [
      "code",
      "error",
      "message",
      "param",
      "sequence_number",
      "status",
      "type"
    ]
  },
  "ResponseFailure": {
    "type": "object",
    "properties": {
      "code": {
        "type": "string",
        "enum": [
          "server_error",
          "rate_limit_exceeded",
          "invalid_prompt"
        ]
      },
      "message": {
        "type": "string"
      },
      "type": {
        "type": "string",
        "description": "OpenAI's `error.type`, as in the body of an error answer."
      },
      "param": {
        "type": "null"
      }
    },
    "required": [
      "code",
      "message",
      "type",
      "param"
    ]
  },
  "ResponseInputDoneEvent": {
    "type": "object",
    "properties": {
      "sequence_number": {
        "type": "number"
      },
      "item_id": {
        "type": "string"
      },
      "output_index": {
        "type": "number"
      },
      "type": {
        "type": "string",
        "const": "response.custom_tool_call_input.done"
      },
      "input": {
        "type": "string"
      }
    },
    "required": [
      "input",
      "item_id",
      "output_index",
      "sequence_number",
      "type"
    ]
  },
  "ResponseItemEvent": {
    "type": "object",
    "properties": {
      "sequence_number": {
        "type": "number"
      },
      "type": {
        "type": "string",
        "enum": [
          "response.output_item.added",
          "response.output_item.done"
        ]
      },
      "output_index": {
        "type": "number"
      },
      "item": {
        "$ref": "#/components/schemas/OutputItem"
      }
    },
    "required": [
      "item",
      "output_index",
      "sequence_number",
      "type"
    ]
  },
  "ResponsePartEvent": {
    "type": "object",
    "properties": {
      "sequence_number": {
        "type": "number"
      },
      "item_id": {
        "type": "string"
      },
      "output_index": {
        "type": "number"
      },
      "content_index": {
        "type": "number"
      },
      "type": {
        "type": "string",
        "enum": [
          "response.content_part.added",
          "response.content_part.done"
        ]
      },
      "part": {
        "anyOf": [
          {
            "$ref": "#/components/schemas/OutputTextPart"
          },
          {
            "$ref": "#/components/schemas/ReasoningTextPart"
          }
        ]
      }
    },
    "required": [
      "content_index",
      "item_id",
      "output_index",
      "part",
      "sequence_number",
      "type"
    ]
  },
  "ResponseReasoningDeltaEvent": {
    "type": "object",
    "properties": {
      "sequence_number": {
        "type": "number"
      },
      "item_id": {
        "type": "string"
      },
      "output_index": {
        "type": "number"
      },
      "content_index": {
        "type": "number"
      },
      "type": {
        "type": "string",
        "enum": [
          "response.reasoning_text.delta",
          "response.reasoning.delta"
        ]
      },
      "delta": {
        "type": "string"
      }
    },
    "required": [
      "content_index",
      "delta",
      "item_id",
      "output_index",
      "sequence_number",
      "type"
    ],
    "description": "`response.reasoning.*` under `/openresponses/v1`."
  },
  "ResponseReasoningDoneEvent": {
    "type": "object",
    "properties": {
      "sequence_number": {
        "type": "number"
      },
      "item_id": {
        "type": "string"
      },
      "output_index": {
        "type": "number"
      },
      "content_index": {
        "type": "number"
      },
      "type": {
        "type": "string",
        "enum": [
          "response.reasoning_text.done",
          "response.reasoning.done"
        ]
      },
      "text": {
        "type": "string"
      }
    },
    "required": [
      "content_index",
      "item_id",
      "output_index",
      "sequence_number",
      "text",
      "type"
    ]
  },
  "ResponseStateEvent": {
    "type": "object",
    "properties": {
      "sequence_number": {
        "type": "number"
      },
      "type": {
        "type": "string",
        "enum": [
          "response.created",
          "response.queued",
          "response.in_progress",
          "response.completed",
          "response.incomplete",
          "response.failed"
        ]
      },
      "response": {
        "$ref": "#/components/schemas/Response"
      }
    },
    "required": [
      "response",
      "sequence_number",
      "type"
    ]
  },
  "ResponseStatus": {
    "type": "string",
    "enum": [
      "queued",
      "in_progress",
      "completed",
      "incomplete",
      "failed",
      "cancelled"
    ]
  },
  "ResponseStreamEvent": {
    "anyOf": [
      {
        "$ref": "#/components/schemas/ResponseStateEvent"
      },
      {
        "$ref": "#/components/schemas/ResponseItemEvent"
      },
      {
        "$ref": "#/components/schemas/ResponsePartEvent"
      },
      {
        "$ref": "#/components/schemas/ResponseTextDeltaEvent"
      },
      {
        "$ref": "#/components/schemas/ResponseTextDoneEvent"
      },
      {
        "$ref": "#/components/schemas/ResponseReasoningDeltaEvent"
      },
      {
        "$ref": "#/components/schemas/ResponseReasoningDoneEvent"
      },
      {
        "$ref": "#/components/schemas/ResponseCallDeltaEvent"
      },
      {
        "$ref": "#/components/schemas/ResponseArgumentsDoneEvent"
      },
      {
        "$ref": "#/components/schemas/ResponseInputDoneEvent"
      },
      {
        "$ref": "#/components/schemas/ResponseErrorEvent"
      }
    ],
    "description": "One event of a response."
  },
  "ResponseTextDeltaEvent": {
    "type": "object",
    "properties": {
      "sequence_number": {
        "type": "number"
      },
      "item_id": {
        "type": "string"
      },
      "output_index": {
        "type": "number"
      },
      "content_index": {
        "type": "number"
      },
      "type": {
        "type": "string",
        "const": "response.output_text.delta"
      },
      "delta": {
        "type": "string"
      },
      "logprobs": {
        "type": "array",
        "items": {
          "$ref": "#/components/schemas/ChatTokenLogprob"
        }
      }
    },
    "required": [
      "content_index",
      "delta",
      "item_id",
      "logprobs",
      "output_index",
      "sequence_number",
      "type"
    ]
  },
  "ResponseTextDoneEvent": {
    "type": "object",
    "properties": {
      "sequence_number": {
        "type": "number"
      },
      "item_id": {
        "type": "string"
      },
      "output_index": {
        "type": "number"
      },
      "content_index": {
        "type": "number"
      },
      "type": {
        "type": "string",
        "const": "response.output_text.done"
      },
      "text": {
        "type": "string"
      },
      "logprobs": {
        "type": "array",
        "items": {
          "$ref": "#/components/schemas/ChatTokenLogprob"
        }
      }
    },
    "required": [
      "content_index",
      "item_id",
      "logprobs",
      "output_index",
      "sequence_number",
      "text",
      "type"
    ]
  },
  "ResponseUsage": {
    "type": "object",
    "properties": {
      "input_tokens": {
        "type": "number"
      },
      "input_tokens_details": {
        "type": "object",
        "properties": {
          "cached_tokens": {
            "type": "number"
          },
          "cache_write_tokens": {
            "type": "number"
          }
        },
        "required": [
          "cached_tokens",
          "cache_write_tokens"
        ]
      },
      "output_tokens": {
        "type": "number"
      },
      "output_tokens_details": {
        "type": "object",
        "properties": {
          "reasoning_tokens": {
            "type": "number"
          }
        },
        "required": [
          "reasoning_tokens"
        ]
      },
      "total_tokens": {
        "type": "number"
      }
    },
    "required": [
      "input_tokens",
      "input_tokens_details",
      "output_tokens",
      "output_tokens_details",
      "total_tokens"
    ]
  },
  "SteeringAction": {
    "type": "string",
    "enum": [
      "answer-now",
      "think-more",
      "inspect"
    ],
    "description": "Commands that change how a generation goes on; `think-more` and `inspect` say for how many tokens."
  },
  "SummaryTextPart": {
    "type": "object",
    "properties": {
      "type": {
        "type": "string",
        "const": "summary_text"
      },
      "text": {
        "type": "string"
      }
    },
    "required": [
      "type",
      "text"
    ]
  },
  "TerminalEvent": {
    "anyOf": [
      {
        "$ref": "#/components/schemas/FinishEvent"
      },
      {
        "type": "object",
        "properties": {
          "type": {
            "type": "string",
            "const": "error"
          },
          "code": {
            "$ref": "#/components/schemas/ErrorCode"
          },
          "message": {
            "type": "string"
          }
        },
        "required": [
          "type",
          "code",
          "message"
        ]
      }
    ]
  },
  "TextChunkChoice": {
    "type": "object",
    "properties": {
      "text": {
        "type": "string"
      },
      "index": {
        "type": "number"
      },
      "logprobs": {
        "anyOf": [
          {
            "$ref": "#/components/schemas/CompletionLogprobs"
          },
          {
            "type": "null"
          }
        ]
      },
      "finish_reason": {
        "anyOf": [
          {
            "$ref": "#/components/schemas/CompletionFinishReason"
          },
          {
            "type": "null"
          }
        ]
      }
    },
    "required": [
      "text",
      "index",
      "logprobs",
      "finish_reason"
    ]
  },
  "TextCompletion": {
    "type": "object",
    "properties": {
      "id": {
        "type": "string"
      },
      "object": {
        "type": "string",
        "const": "text_completion"
      },
      "created": {
        "type": "number"
      },
      "model": {
        "type": "string"
      },
      "system_fingerprint": {
        "type": "string"
      },
      "choices": {
        "type": "array",
        "items": {
          "$ref": "#/components/schemas/CompletionChoice"
        }
      },
      "usage": {
        "$ref": "#/components/schemas/ChatUsage"
      }
    },
    "required": [
      "id",
      "object",
      "created",
      "model",
      "system_fingerprint",
      "choices",
      "usage"
    ],
    "description": "The answer of `POST /v1/completions` without streaming."
  },
  "TextCompletionChunk": {
    "type": "object",
    "properties": {
      "id": {
        "type": "string"
      },
      "object": {
        "type": "string",
        "const": "text_completion"
      },
      "created": {
        "type": "number"
      },
      "model": {
        "type": "string"
      },
      "system_fingerprint": {
        "type": "string"
      },
      "choices": {
        "type": "array",
        "items": {
          "$ref": "#/components/schemas/TextChunkChoice"
        },
        "description": "Empty in the last chunk of a stream with `include_usage`."
      },
      "usage": {
        "anyOf": [
          {
            "$ref": "#/components/schemas/ChatUsage"
          },
          {
            "type": "null"
          }
        ],
        "description": "Only with `include_usage`: `null` but in the last chunk."
      },
      "harmonium": {
        "$ref": "#/components/schemas/TextLiveEvent"
      }
    },
    "required": [
      "id",
      "object",
      "created",
      "model",
      "system_fingerprint",
      "choices"
    ],
    "description": "One event of the stream of a legacy completion."
  },
  "TextCompletionStreamEvent": {
    "anyOf": [
      {
        "$ref": "#/components/schemas/TextCompletionChunk"
      },
      {
        "$ref": "#/components/schemas/Error"
      }
    ]
  },
  "TextLiveEvent": {
    "anyOf": [
      {
        "type": "object",
        "properties": {
          "type": {
            "type": "string",
            "const": "paused"
          }
        },
        "required": [
          "type"
        ]
      },
      {
        "type": "object",
        "properties": {
          "type": {
            "type": "string",
            "const": "resumed"
          }
        },
        "required": [
          "type"
        ]
      },
      {
        "type": "object",
        "properties": {
          "type": {
            "type": "string",
            "const": "rewound"
          },
          "token": {
            "type": "number"
          },
          "text": {
            "type": "string"
          }
        },
        "required": [
          "type",
          "token",
          "text"
        ]
      }
    ],
    "description": "What people did to the generation while it ran; behind `rewound` its text is all that stands of the answer."
  },
  "TokenChannel": {
    "anyOf": [
      {
        "$ref": "#/components/schemas/ItemKind"
      },
      {
        "type": "string",
        "const": "header"
      }
    ],
    "description": "What a token is part of: the text of an item, or what stands between texts."
  },
  "TokenPiece": {
    "type": "object",
    "properties": {
      "id": {
        "type": "number"
      },
      "piece": {
        "anyOf": [
          {
            "type": "string"
          },
          {
            "type": "array",
            "items": {
              "type": "number"
            }
          }
        ]
      }
    },
    "required": [
      "id",
      "piece"
    ],
    "description": "One token with its text, as llama-server tells it: bytes where it is no whole character."
  },
  "Tokenized": {
    "type": "object",
    "properties": {
      "count": {
        "type": "number"
      },
      "max_model_len": {
        "type": "number"
      },
      "tokens": {
        "anyOf": [
          {
            "type": "array",
            "items": {
              "type": "number"
            }
          },
          {
            "type": "array",
            "items": {
              "$ref": "#/components/schemas/TokenPiece"
            }
          },
          {
            "type": "null"
          }
        ],
        "description": "`null` for whoever may not see what is in them."
      },
      "token_strs": {
        "anyOf": [
          {
            "type": "array",
            "items": {
              "type": "string"
            }
          },
          {
            "type": "null"
          }
        ],
        "description": "The texts of the tokens, if they were asked for."
      }
    },
    "required": [
      "count",
      "max_model_len",
      "tokens"
    ],
    "description": "The answer of `POST /tokenize`, for the clients of vLLM and those of llama-server."
  },
  "Usage": {
    "type": "object",
    "properties": {
      "promptTokens": {
        "type": "number"
      },
      "cachedTokens": {
        "type": "number",
        "description": "Prompt tokens whose attention state was reused instead of computed, on the worker that started the generation."
      },
      "completionTokens": {
        "type": "number",
        "description": "Every generated token, Harmony headers and control tokens included."
      },
      "reasoningTokens": {
        "type": "number",
        "description": "Generated tokens in the bodies of the analysis channel only."
      }
    },
    "required": [
      "promptTokens",
      "cachedTokens",
      "completionTokens",
      "reasoningTokens"
    ],
    "description": "What was spent, in tokens."
  }
};

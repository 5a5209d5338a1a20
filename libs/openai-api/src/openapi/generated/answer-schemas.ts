import type { JsonObject } from '#protocol';

/* Made from openapi/answers/answers.ts by `npm run generate`. */
export const ANSWER_SCHEMAS: Record<string, JsonObject> = {
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
      "invalid_api_key",
      "model_not_found",
      "not_found",
      "generation_not_found",
      "response_not_found",
      "conversation_not_found",
      "item_not_found",
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
      "request_too_large",
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
        "$ref": "#/components/schemas/GenerationEvent"
      },
      {
        "$ref": "#/components/schemas/ChatCompletionChunk"
      },
      {
        "$ref": "#/components/schemas/Error"
      }
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
  "GenerationEvent": {
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
      "has_more": {
        "type": "boolean"
      },
      "object": {
        "type": "string",
        "const": "list"
      },
      "data": {
        "type": "array",
        "items": {
          "$ref": "#/components/schemas/Generation"
        }
      }
    },
    "required": [
      "data",
      "has_more",
      "object"
    ]
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
  "Model": {
    "type": "object",
    "properties": {
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
      },
      "context_length": {
        "type": "number"
      }
    },
    "required": [
      "id",
      "object",
      "created",
      "owned_by"
    ],
    "description": "OpenAI's model object; `context_length` is our addition, under the name OpenRouter gave it."
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
      }
    },
    "required": [
      "object",
      "data"
    ]
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
    "description": "What of `/healthz` and `/readyz` operators look at."
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

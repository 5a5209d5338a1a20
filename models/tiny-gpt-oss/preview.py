"""Shows what a model has learnt: greedy answers to a few prompts."""

import torch

from architecture import TRAINED_LENGTH
from corpus import developer_message, question, system_message
from model import TinyGptOss
from vocabulary import Encoder

_LONGEST_ANSWER = 120
_END_TOKENS = ("<|return|>", "<|call|>")

_QUESTIONS = [
    "What is the capital of France?",
    "What is 7 + 8?",
    "Repeat: blue horse",
    "Hello",
    "Count from 1 to 10.",
    "Tell me a story.",
]

_WEATHER_TOOL = (
    "# Tools\n\n## functions\n\nnamespace functions {\n\n// Get the weather for a city.\n"
    "type get_weather = (_: {\ncity: string,\n}) => any;\n\n} // namespace functions"
)


def print_preview(model: TinyGptOss, encoder: Encoder) -> None:
    """Prints the answers to some questions and a tool call."""
    system = _system(has_tools=False)
    for text in _QUESTIONS:
        print(text, "=>", complete(model, encoder, system + question(text)[0]), flush=True)
    tool_prompt = _system(has_tools=True) + developer_message(_WEATHER_TOOL)[0]
    print(complete(model, encoder, tool_prompt + question("What is the weather in Lyon?")[0]))


def complete(model: TinyGptOss, encoder: Encoder, prompt: str) -> str:
    """The most probable continuation of a prompt, up to its end token."""
    ids = encoder.encode(prompt)
    prompt_length = len(ids)
    end_ids = {encoder.encode(token)[0] for token in _END_TOKENS}
    with torch.no_grad():
        while len(ids) < prompt_length + _LONGEST_ANSWER and ids[-1] not in end_ids:
            ids.append(_most_probable(model, ids[-TRAINED_LENGTH:]))
    return encoder.decode(ids[prompt_length:])


def _most_probable(model: TinyGptOss, ids: list[int]) -> int:
    states = model(torch.tensor([ids]), quantized=True).states
    return int(model.output(states[0, -1]).argmax())


def _system(*, has_tools: bool) -> str:
    return system_message("2026-11-23", "medium", has_tools=has_tools)

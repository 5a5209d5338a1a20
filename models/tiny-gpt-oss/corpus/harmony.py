"""Harmony, the message format of gpt-oss, written out as text with its control tokens spelled literally."""

from random import Random

CONTROL_TOKENS = [
    "<|startoftext|>",
    "<|endoftext|>",
    "<|return|>",
    "<|constrain|>",
    "<|channel|>",
    "<|start|>",
    "<|end|>",
    "<|message|>",
    "<|call|>",
    "<|endofprompt|>",
]

# A text and whether the model learns to produce it (otherwise it is only context).
Segment = tuple[str, bool]


def context(text: str) -> Segment:
    """Text that the model reads but is not trained to write."""
    return text, False


def learned(text: str) -> Segment:
    """Text that the model is trained to write."""
    return text, True


def system_message(date: str, effort: str, *, has_tools: bool) -> str:
    """The system message as gpt-oss's own chat template words it."""
    body = (
        "You are ChatGPT, a large language model trained by OpenAI.\nKnowledge cutoff: 2024-06\n"
        f"Current date: {date}\n\nReasoning: {effort}\n\n"
        "# Valid channels: analysis, commentary, final. Channel must be included for every message."
    )
    if has_tools:
        body += "\nCalls to these tools must go to the commentary channel: 'functions'."
    return f"<|start|>system<|message|>{body}<|end|>"


def random_system_message(random: Random, effort: str, *, has_tools: bool) -> Segment:
    """A system message of some day from 2024 to 2027."""
    year = random.choice([2024, 2025, 2026, 2027])
    date = f"{year}-{random.randrange(1, 13):02d}-{random.randrange(1, 29):02d}"
    return context(system_message(date, effort, has_tools=has_tools))


def developer_message(body: str) -> Segment:
    """Instructions, tools or response formats, as the developer gives them."""
    return context(f"<|start|>developer<|message|>{body}<|end|>")


def question(text: str) -> Segment:
    """The user's message, with the opening of the assistant's turn."""
    return context(f"<|start|>user<|message|>{text}<|end|><|start|>assistant")


def tool_result(tool: str, text: str) -> Segment:
    """What a tool answered, with the opening of the assistant's next message."""
    return context(
        f"<|start|>functions.{tool} to=assistant<|channel|>commentary<|message|>{text}<|end|><|start|>assistant"
    )


def reasoned_answer(reasoning: str, answer: str) -> str:
    """The last turn of a conversation: analysis, then the final answer."""
    return f"{_analysis(reasoning)}<|start|>assistant<|channel|>final<|message|>{answer}<|return|>"


def earlier_answer(answer: str) -> Segment:
    """An answer of an earlier turn: its analysis is dropped from the history, as gpt-oss's template does."""
    return context(f"<|channel|>final<|message|>{answer}<|end|>")


def reasoned_tool_call(reasoning: str, tool: str, arguments: str) -> str:
    """Analysis, then a call of a tool."""
    return (
        f"{_analysis(reasoning)}<|start|>assistant<|channel|>commentary to=functions.{tool} "
        f"<|constrain|>json<|message|>{arguments}<|call|>"
    )


def _analysis(reasoning: str) -> str:
    return f"<|channel|>analysis<|message|>{reasoning}<|end|>"

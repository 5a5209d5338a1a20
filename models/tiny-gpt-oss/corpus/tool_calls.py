"""Conversations with tools: a call, an answer from its result, or neither. The order of the draws is data."""

from random import Random

from .facts import INSTRUCTIONS
from .json_answers import compact_json
from .questions import ask
from .reasoning import think
from .tools import TOOLS, Request, Tool
from .harmony import (
    Segment,
    context,
    developer_message,
    learned,
    question,
    random_system_message,
    reasoned_answer,
    reasoned_tool_call,
    tool_result,
)


def tool_conversation(random: Random, effort: str) -> list[Segment]:
    """One or two declared tools; one question in five needs none of them."""
    system = random_system_message(random, effort, has_tools=True)
    tools = _choose_tools(random)
    opening = [system, _declaration_message(random, tools)]
    tool = random.choice(tools)
    if random.random() < 0.2:
        exchange = ask(random, effort)
        answer = learned(reasoned_answer(exchange.reasoning, exchange.answer))
        return [*opening, question(exchange.question), answer]
    request = tool.request(random)
    return [*opening, question(request.question), *_call(random, effort, tool, request)]


def _choose_tools(random: Random) -> list[Tool]:
    tools = random.sample(TOOLS, random.choices([1, 2], [0.7, 0.3])[0])
    has_same_names = len(tools) == 2 and tools[0].name == tools[1].name
    return tools[:1] if has_same_names else tools


def _declaration_message(random: Random, tools: list[Tool]) -> Segment:
    declarations = "\n\n".join(_declaration(random, tool) for tool in tools)
    # The inner choice is made even where it is not used: later draws depend on it.
    instructions = random.choice(["", f"# Instructions\n\n{random.choice(INSTRUCTIONS)}\n\n"])
    return developer_message(
        f"{instructions}# Tools\n\n## functions\n\n"
        f"namespace functions {{\n\n{declarations}\n\n}} // namespace functions"
    )


def _declaration(random: Random, tool: Tool) -> str:
    parameter_comment = random.choice([f"// The {tool.parameter}.\n", ""])
    return (
        f"// {tool.description}\ntype {tool.name} = (_: {{\n{parameter_comment}{tool.parameter}: string,\n}}) => any;"
    )


def _call(random: Random, effort: str, tool: Tool, request: Request) -> list[Segment]:
    """The call is what the model learns, or (two in five) the answer that it makes of the result."""
    reasoning = think(
        random,
        effort,
        f"I need to call {tool.name}.",
        f"The {tool.parameter} is {request.argument}.",
        "Then I can answer.",
    )
    call = reasoned_tool_call(reasoning, tool.name, compact_json({tool.parameter: request.argument}))
    if random.random() < 0.6:
        return [learned(call)]
    response = tool.respond(random, request.argument)
    afterthought = think(
        random,
        effort,
        "The tool has answered.",
        "I can tell the user.",
        "I write one sentence.",
    )
    return [
        context(call),
        tool_result(tool.name, response.result),
        learned(reasoned_answer(afterthought, response.answer)),
    ]

"""Synthetic Harmony conversations: `sample` draws one."""

from .conversations import sample
from .harmony import CONTROL_TOKENS, developer_message, question, system_message

__all__ = ["CONTROL_TOKENS", "developer_message", "question", "sample", "system_message"]
